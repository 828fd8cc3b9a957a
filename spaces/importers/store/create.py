"""Creating spaces from new records: a batch at a time, with bulk inserts."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from django.utils.text import slugify

from coworking.database import bulk
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Amenity, Space, SpaceAmenity, SpaceName, SpaceSlug
from spaces.geography.models import City
from spaces.importers.record import SpaceRecord, column_facts
from spaces.importers.runs.models import ImportRun
from spaces.opening_hours import evaluate
from spaces.opening_hours.models import ScheduleKey
from spaces.pricing.models import Plan, What
from spaces.pricing.quote import Price
from spaces.provenance.amenity_values import value_and_detail
from spaces.provenance.models import Source, Statement
from spaces.search_index import dictionary
from spaces.search_index.derived_columns import date_of_price, derive, find_or_make_schedules, schedule_key

MAX_SCHEDULES = 20_000  # in memory at a time
PRICE_DEFAULTS = {  # what a price of a record may state, and the value where it does not
    "unit": None, "amount": None, "currency": None, "what": What.HOT_DESK.value, "quantity": 1,
    "tax_included": None, "label": "", "is_from": False,
}  # fmt: skip

_decimal = lru_cache(maxsize=4096)(Decimal)


def create_space(source: Source, record: SpaceRecord, city: City) -> Space:
    """Create the space of one record that is known to be new."""
    [space] = SpaceCreator(source, amenity_keys()).create([(record, city)])
    refresh_city_counts({city.pk})
    return space


def amenity_keys() -> list[str]:
    """The keys of all amenities in their order; others in a record are left out."""
    return list(Amenity.objects.order_by("order", "key").values_list("key", flat=True))


class SpaceCreator:
    """Creates the spaces of one source's new records.

    `touched_cities` collects the cities whose counts of spaces have changed.
    """

    def __init__(self, source: Source, known_amenities: list[str], run: ImportRun | None = None):
        self.source, self.run = source, run
        self.known_amenities = known_amenities
        self.touched_cities: set[int] = set()
        self.learnt_terms: set[str] = set()
        self._schedules: dict[ScheduleKey, int] = {}
        self._new_space = bulk.instance_factory(Space)

    def create(self, pairs: Sequence[tuple[SpaceRecord, City]]) -> list[Space]:
        """Create the spaces of records in their cities, in a bounded number of queries; in the same order."""
        records = [record for record, _city in pairs]
        spaces = self._build(pairs)
        bulk.insert_with_keys(Space, spaces)
        pks = [space.pk for space in spaces]
        self._insert_plans(records, pks)
        self._insert_amenities(records, pks)
        self._insert_names(records, pks)
        self._insert_statements(records, pks)
        dictionary.add_terms_of(spaces, self.learnt_terms)
        self.touched_cities |= {space.city_id for space in spaces}
        return spaces

    def _build(self, pairs: Sequence[tuple[SpaceRecord, City]]) -> list[Space]:
        """Unsaved spaces, with their derived columns."""
        slugs = choose_slugs(self.source, pairs)
        spaces = []
        for record, city in pairs:
            space = self._new_space(column_facts(record.facts))
            space.slug, space.city = slugs[record.ref], city
            spaces.append(space)
        self._load_schedules(spaces)
        for (record, _city), space in zip(pairs, spaces, strict=True):
            space.schedule_id = self._schedules.get(schedule_key(space))
            derive(
                space,
                plans=(prices := _prices(record)),
                price_dates=[date_of_price(*record.date_of("prices"))] * len(prices),
                names=list(record.other_names),
                dates=record.checked_dates,
                amenities={key: value for key, (value, _detail) in self._amenities(record).items()},
                hours_as_of=record.date_of("opening_hours")[0] if space.opening_hours else "",
                unchecked=record.unchecked,
            )
        return spaces

    def _load_schedules(self, spaces: list[Space]) -> None:
        """Find or make the schedules of these spaces' opening hours, where they are valid."""
        keys = {schedule_key(space) for space in spaces if evaluate.is_valid(space.opening_hours)}
        if len(self._schedules) > MAX_SCHEDULES:
            self._schedules.clear()
        new = find_or_make_schedules(keys - self._schedules.keys())
        self._schedules |= {key: schedule.pk for key, schedule in new.items()}

    def _insert_plans(self, records: list[SpaceRecord], pks: list[int]) -> None:
        rows = [
            (pk, record, price)
            for record, pk in zip(records, pks, strict=True)
            for price in record.facts.get("prices", ())
        ]
        columns = {
            name: [price.get(name, default) for _pk, _record, price in rows]
            for name, default in PRICE_DEFAULTS.items()
        }
        columns |= {
            "space_id": [pk for pk, _record, _price in rows],
            "source_id": [self.source.pk] * len(rows),
            "as_of": [record.date_of("prices")[0] for _pk, record, _price in rows],
            "as_of_basis": [record.date_of("prices")[1] for _pk, record, _price in rows],
            "amount": list(map(_decimal, columns["amount"])),
        }
        bulk.insert_columns(Plan, columns)

    def _insert_amenities(self, records: list[SpaceRecord], pks: list[int]) -> None:
        rows = [
            (pk, key, value, detail)
            for record, pk in zip(records, pks, strict=True)
            for key, (value, detail) in self._amenities(record).items()
        ]
        names = ("space_id", "amenity_id", "value", "detail")
        columns: bulk.ColumnValues = {name: [row[at] for row in rows] for at, name in enumerate(names)}
        bulk.insert_columns(SpaceAmenity, columns)

    def _insert_names(self, records: list[SpaceRecord], pks: list[int]) -> None:
        rows = [
            (pk, name, is_former)
            for record, pk in zip(records, pks, strict=True)
            for name, is_former in record.other_names.items()
        ]
        columns: bulk.ColumnValues = {
            "space_id": [pk for pk, _name, _is_former in rows],
            "name": [name for _pk, name, _is_former in rows],
            "is_former": [is_former for _pk, _name, is_former in rows],
        }
        bulk.insert_columns(SpaceName, columns)

    def _insert_statements(self, records: list[SpaceRecord], pks: list[int]) -> None:
        columns: bulk.ColumnValues = {
            "space_id": pks,
            "source_id": [self.source.pk] * len(records),
            "run_id": [self.run.pk if self.run else None] * len(records),
            "ref": [record.ref for record in records],
            "as_of": [record.as_of for record in records],
            "as_of_basis": [record.basis for record in records],
            "facts": [record.facts for record in records],
            "fact_dates": [record.fact_dates for record in records],
            "url": [record.url for record in records],
        }
        bulk.insert_columns(Statement, columns)

    def _amenities(self, record: SpaceRecord) -> dict[str, tuple[str, str]]:
        """{amenity: (value, detail)} of those that this site has."""
        texts = record.facts.get("amenities", {})
        return {key: value_and_detail(texts[key]) for key in self.known_amenities if key in texts}


def choose_slugs(source: Source, pairs: Sequence[tuple[SpaceRecord, City]]) -> dict[str, str]:
    """{ref: slug}: the name; with the city where that is taken; with a hash of the record where both are."""
    choices = {}
    for record, city in pairs:
        plain = slugify(record.normalized_name)[:150].strip("-") or "space"
        digest = hashlib.sha256(f"{source.key}|{record.ref}".encode()).hexdigest()[:8]
        with_city = f"{plain}-{city.slug}"[:200].strip("-")
        choices[record.ref] = (plain, with_city, f"{plain}-{digest}")
    taken = _taken_slugs({plain for plain, _with_city, _with_digest in choices.values()})
    wanted = Counter(slug for options in choices.values() for slug in options)
    # Only these may need their second choice. The third is taken without a look.
    contested = [options for options in choices.values() if options[0] in taken or wanted[options[0]] > 1]
    taken |= _taken_slugs({with_city for _plain, with_city, _with_digest in contested})
    chosen = {}
    for ref, options in choices.items():
        chosen[ref] = next((slug for slug in options if slug not in taken), options[-1])
        taken.add(chosen[ref])
    return chosen


def _taken_slugs(slugs: set[str]) -> set[str]:
    """Those of the slugs that a space has, or had."""
    current = set(Space.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    return current | set(SpaceSlug.objects.filter(slug__in=slugs).values_list("slug", flat=True))


def _prices(record: SpaceRecord) -> list[Price]:
    """The prices of a record, as `derive` takes them."""
    return [
        Price(
            price["what"],
            price["unit"],
            price["quantity"],
            _decimal(price["amount"]),
            currency=price["currency"],
            tax_included=price["tax_included"],
            is_from=price["is_from"],
        )
        for price in (PRICE_DEFAULTS | stated for stated in record.facts.get("prices", ()))
    ]
