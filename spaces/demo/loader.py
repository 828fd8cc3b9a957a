"""The demo data: real spaces in which every fact has its source, and samples that are plainly fictional.

The format is described in docs/demo-data.md.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from coworking.i18n.normalize import normalize_name
from spaces.directory.choices import Status
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Amenity, Space, SpaceAmenity, SpaceName
from spaces.geography.gazetteer import CityFinder
from spaces.geography.models import City
from spaces.history.models import HistoryEvent
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis, Source, Statement
from spaces.provenance.own_sources import SAMPLE_KEY
from spaces.search_index.derived_columns import refresh

DATA = Path(__file__).parent / "data"
COLUMNS = {
    "name", "kind", "street", "postcode", "latitude", "longitude", "website", "phone", "email", "description",
    "video_url", "operator", "network", "desks", "people", "rooms", "area_m2", "wifi_mbps", "opening_hours",
    "opened", "closed", "neighbourhood",
}  # fmt: skip
CAPACITY = ("desks", "people", "rooms", "area_m2")
UNSOURCED = ("name", "kind", "city", "description")  # what the whole page supports
ATTRIBUTION = {"ODbL": "© OpenStreetMap contributors", "Licence Ouverte": "CGET, Licence Ouverte 2.0, 2019"}


def read(name: str) -> list[dict[str, Any]]:
    """The records of one of the data files."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def find_city(record: dict[str, Any], finder: CityFinder) -> City:
    """The city of a record, by its number in GeoNames or by its name."""
    known = City.objects.select_related("country").filter(geonameid=record.get("geonameid", 0)).first()
    city = known or finder.find(
        record["country"], record["city"], record.get("latitude"), record.get("longitude")
    )
    if city is None:
        raise ValueError(f"{record['id']}: no city; run load_gazetteer first")
    return city


@transaction.atomic
def load(records: list[dict[str, Any]], is_sample: bool = False) -> list[Space]:
    """Store the records that are not there yet; returns the new spaces."""
    finder = CityFinder()
    known = set(Statement.objects.filter(ref__startswith="demo:").values_list("ref", flat=True))
    new = [record for record in records if f"demo:{record['id']}:0" not in known]
    made = [_store(record, find_city(record, finder), is_sample) for record in new]
    _link_successors(made)
    refresh(made)
    refresh_city_counts({space.city_id for space in made})
    return made


def _store(record: dict[str, Any], city: City, is_sample: bool) -> Space:
    values = {key: record[key] for key in COLUMNS if key in record}
    space = Space(city=city, is_sample=is_sample, status=_status(record), slug=_slug(record), **values)
    space.save()
    sources = [store_source(said, is_sample) for said in record["sources"]]
    for number, said in enumerate(record["sources"]):
        Statement.objects.create(
            space=space,
            source=sources[number],
            ref=f"demo:{record['id']}:{number}",
            as_of=said["as_of"],
            as_of_basis=said["basis"],
            url=said["url"],
            facts=dict(_facts(record, said, number)),
        )
    keys = Amenity.objects.filter(pk__in=record.get("amenities", ()))
    SpaceAmenity.objects.bulk_create(SpaceAmenity(space=space, amenity=amenity) for amenity in keys)
    for key, is_former in (("former_names", True), ("other_names", False)):
        names = dict.fromkeys(record.get(key, ()))
        SpaceName.objects.bulk_create(SpaceName(space=space, name=n, is_former=is_former) for n in names)
    Plan.objects.bulk_create(_plans(record, space, sources))
    HistoryEvent.objects.bulk_create(_life(record, space, sources))
    return space


def _slug(record: dict[str, Any]) -> str:
    plain = slugify(normalize_name(record["id"]))[:200]
    return plain if not Space.objects.filter(slug=plain).exists() else f"{plain}-demo"


def _status(record: dict[str, Any]) -> str:
    if record.get("closed"):
        return Status.CLOSED
    return record.get("status", Status.OPEN)


def store_source(said: dict[str, Any], is_sample: bool = False) -> Source:
    """The row of a source of a record, made when it is not there."""
    licence = said.get("licence", "")
    attribution = next((text for mark, text in ATTRIBUTION.items() if mark in licence), "")
    source, _made = Source.objects.get_or_create(
        key=SAMPLE_KEY if is_sample else (said["url"] or said["title"])[:400],
        defaults={
            "name": said["title"][:300],
            "url": "" if is_sample else said["url"],
            "licence": licence[:120],
            "attribution": attribution,
        },
    )
    return source


def _facts(record: dict[str, Any], said: dict[str, Any], number: int) -> Iterator[tuple[str, Any]]:
    """What this source says: the fields that it supports, with the record's values."""
    supported = set(said["facts"])
    supported |= set(UNSOURCED) if number == 0 else set()
    supported |= set(CAPACITY) if "capacity" in supported else set()
    supported |= {"latitude", "longitude"} & set(record) if supported & {"latitude", "longitude"} else set()
    for fact in sorted(supported):
        if fact in record and fact not in ("prices", "life"):
            yield fact, record[fact]
    if "hours_source" in record and record["hours_source"] == number:
        yield from ((key, record[key]) for key in ("hours_said", "hours_note") if key in record)
    if number == 0:
        yield from ((key, record[key]) for key in ("doubts", "amenities_other") if key in record)


def _plans(record: dict[str, Any], space: Space, sources: list[Source]) -> Iterator[Plan]:
    """All known prices; where one thing has several dates only the newest is current."""
    prices = record.get("prices", [])
    newest: dict[tuple, str] = {}
    for price in prices:
        key, as_of = _thing(price), record["sources"][price["source"]]["as_of"]
        newest[key] = max(newest.get(key, ""), as_of)
    for price in prices:
        said = record["sources"][price["source"]]
        fields = {key: value for key, value in price.items() if key != "source"}
        fields |= {key: Decimal(fields[key]) for key in ("amount", "amount_max") if key in fields}
        yield Plan(
            space=space,
            source=sources[price["source"]],
            as_of=said["as_of"],
            as_of_basis=said["basis"],
            is_current=said["as_of"] == newest[_thing(price)],
            **fields,
        )


def _thing(price: dict[str, Any]) -> tuple:
    return (price["what"], price["unit"], price.get("quantity", 1), price["currency"])


def _life(record: dict[str, Any], space: Space, sources: list[Source]) -> Iterator[HistoryEvent]:
    told = {event["type"] for event in record.get("life", ())}
    for event in record.get("life", ()):
        said = record["sources"][event["source"]]
        yield HistoryEvent(
            space=space,
            type=event["type"],
            date=event["date"],
            note=event["note"],
            source=sources[event["source"]],
            as_of=said["as_of"],
            as_of_basis=said["basis"],
        )
    for fact in ("opened", "closed"):
        number = next((n for n, said in enumerate(record["sources"]) if fact in said["facts"]), None)
        if fact in record and fact not in told and number is not None:
            said = record["sources"][number]
            yield HistoryEvent(
                space=space,
                type=fact,
                date=record[fact],
                source=sources[number],
                as_of=said["as_of"],
                as_of_basis=said["basis"],
            )


def _link_successors(made: list[Space]) -> None:
    """La Cantine became NUMA: the later name of one space is the name of another in the same city."""
    later = {r["id"]: r["later_name"] for r in read("spaces.json") if r.get("later_name")}
    by_slug = {space.slug: space for space in made}
    for slug, name in later.items():
        space = by_slug.get(slugify(normalize_name(slug)))
        others = [
            s
            for s in made
            if space and s.city_id == space.city_id and normalize_name(s.name) == normalize_name(name)
        ]
        if space and others:
            space.successor = others[0]
            space.status = Status.MOVED if space.status == Status.OPEN else space.status
            space.save()
            leading = space.history_events.filter(
                type__in=(HistoryEvent.Type.MOVED, HistoryEvent.Type.SUCCEEDED)
            )
            leading.update(other=others[0])


def samples() -> list[dict[str, Any]]:
    """The sample spaces, each with the one source that says it is invented."""
    source = {"url": "", "title": "Sample data", "as_of": "2026-11", "basis": Basis.PRINTED}
    records = read("samples.json")
    for record in records:
        facts = [key for key in record if key not in ("id", "photos")]
        record["sources"] = [source | {"facts": facts}]
        record["prices"] = [price | {"source": 0} for price in record.get("prices", [])]
    return records
