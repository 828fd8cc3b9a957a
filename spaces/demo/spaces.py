"""Loading spaces of the demo data: real ones, in which every fact has its source, and invented samples."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from coworking.i18n.normalize import normalize_name
from spaces.demo.records import Row, find_city, get_source, provenance, read_records
from spaces.directory.amenity_rows import change_amenities
from spaces.directory.choices import Status
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space, SpaceName
from spaces.directory.querysets import SAMPLE_SCORE
from spaces.geography.gazetteer import CityFinder
from spaces.geography.models import City
from spaces.history.models import HistoryEvent
from spaces.pricing.models import Plan
from spaces.provenance.amenity_values import AmenityValue
from spaces.provenance.models import Source, Statement
from spaces.search_index.derived_columns import refresh

COLUMNS = {
    "name", "kind", "street", "postcode", "latitude", "longitude", "website", "phone", "email", "description",
    "video_url", "operator", "network", "desks", "people", "rooms", "area_m2", "wifi_mbps", "opening_hours",
    "opened", "closed", "neighbourhood",
}  # fmt: skip
CAPACITY = ("desks", "people", "rooms", "area_m2")
SUPPORTED_BY_FIRST = ("name", "kind", "city", "description")  # whatever facts the first source lists


@transaction.atomic
def load_spaces(records: list[Row], is_sample: bool = False) -> list[Space]:
    """Load the spaces that are missing; returns them."""
    finder = CityFinder()
    known = set(Statement.objects.filter(ref__startswith="demo:").values_list("ref", flat=True))
    new = [record for record in records if f"demo:{record['id']}:0" not in known]
    spaces = [_load(record, find_city(record, finder), is_sample) for record in new]
    _link_successors(spaces)
    refresh(spaces)
    refresh_city_counts({space.city_id for space in spaces})
    return spaces


def _load(record: Row, city: City, is_sample: bool) -> Space:
    columns = {key: record[key] for key in COLUMNS if key in record}
    status = Status.CLOSED if record.get("closed") else record.get("status", Status.OPEN)
    space = Space(city=city, is_sample=is_sample, status=status, slug=_slug(record), **columns)
    space.recommendation_score = SAMPLE_SCORE if is_sample else 0
    space.save()
    sources = [get_source(row, is_sample) for row in record["sources"]]
    for number, row in enumerate(record["sources"]):
        Statement.objects.create(
            space=space,
            ref=f"demo:{record['id']}:{number}",
            url=row["url"],
            facts=dict(_facts(record, row, number)),
            **provenance(sources[number], row),
        )
    change_amenities(space, _amenities(record))
    for key, is_former in (("former_names", True), ("other_names", False)):
        names = dict.fromkeys(record.get(key, ()))
        SpaceName.objects.bulk_create(SpaceName(space=space, name=n, is_former=is_former) for n in names)
    Plan.objects.bulk_create(_plans(record, space, sources))
    HistoryEvent.objects.bulk_create(_history(record, space, sources))
    return space


def _slug(record: Row) -> str:
    slug = slugify(normalize_name(record["id"]))[:200]
    return f"{slug}-demo" if Space.objects.filter(slug=slug).exists() else slug


def _facts(record: Row, source: Row, number: int) -> Iterator[tuple[str, Any]]:
    """The facts that a source of a record supports, with the record's values; `number` is its index."""
    supported = set(source["facts"])
    supported |= set(SUPPORTED_BY_FIRST) if number == 0 else set()
    supported |= set(CAPACITY) if "capacity" in supported else set()
    supported |= {"latitude", "longitude"} & set(record) if supported & {"latitude", "longitude"} else set()
    for fact in sorted(supported):
        if fact in record and fact not in ("prices", "life"):
            yield fact, _amenities(record) if fact == "amenities" else record[fact]
    if record.get("hours_source") == number:
        yield from ((key, record[key]) for key in ("hours_said", "hours_note") if key in record)
    if number == 0:
        yield from ((key, record[key]) for key in ("doubts", "amenities_other") if key in record)


def _amenities(record: Row) -> dict[str, str]:
    """{amenity: value} of a record, which lists those that the space has."""
    return dict.fromkeys(record.get("amenities", ()), AmenityValue.YES.value)


def _plans(record: Row, space: Space, sources: list[Source]) -> Iterator[Plan]:
    """All known prices; of those for the same thing only the newest are current."""
    prices = record.get("prices", [])
    newest: dict[tuple[Any, ...], str] = {}
    for price in prices:
        key, as_of = _priced_thing(price), record["sources"][price["source"]]["as_of"]
        newest[key] = max(newest.get(key, ""), as_of)
    for price in prices:
        row = record["sources"][price["source"]]
        fields = {key: value for key, value in price.items() if key != "source"}
        fields |= {key: Decimal(fields[key]) for key in ("amount", "amount_max") if key in fields}
        yield Plan(
            space=space,
            is_current=row["as_of"] == newest[_priced_thing(price)],
            **provenance(sources[price["source"]], row),
            **fields,
        )


def _priced_thing(price: Row) -> tuple[Any, ...]:
    return (price["what"], price["unit"], price.get("quantity", 1), price["currency"])


def _history(record: Row, space: Space, sources: list[Source]) -> Iterator[HistoryEvent]:
    """The events of a record's history; opening and closing also where only their date is known."""
    listed = {event["type"] for event in record.get("life", ())}
    for event in record.get("life", ()):
        number = event["source"]
        yield HistoryEvent(
            space=space,
            type=event["type"],
            date=event["date"],
            note=event["note"],
            **provenance(sources[number], record["sources"][number]),
        )
    for fact in ("opened", "closed"):
        number = next((n for n, row in enumerate(record["sources"]) if fact in row["facts"]), None)
        if fact in record and fact not in listed and number is not None:
            yield HistoryEvent(
                space=space,
                type=fact,
                date=record[fact],
                **provenance(sources[number], record["sources"][number]),
            )


def _link_successors(spaces: list[Space]) -> None:
    """Link a space to its successor: the new space of its later name in its city (La Cantine became NUMA)."""
    later_names = {r["id"]: r["later_name"] for r in read_records("spaces.json") if r.get("later_name")}
    by_slug = {space.slug: space for space in spaces}
    for record_id, name in later_names.items():
        space = by_slug.get(slugify(normalize_name(record_id)))
        if space is None:
            continue
        namesakes = (
            other
            for other in spaces
            if other.city_id == space.city_id and normalize_name(other.name) == normalize_name(name)
        )
        successor = next(namesakes, None)
        if successor is None:
            continue
        space.successor = successor
        space.status = Status.MOVED if space.status == Status.OPEN else space.status
        space.save()
        leading = space.history_events.filter(type__in=(HistoryEvent.Type.MOVED, HistoryEvent.Type.SUCCEEDED))
        leading.update(other=successor)
