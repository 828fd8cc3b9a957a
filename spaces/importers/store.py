"""From records to rows: batch by batch, everything in bulk, one outcome for each record.

What a record may change: a fact that nobody else states, or that the others state with an older date. What a
manager confirmed is never changed (`may_set`). A record without a space of its own joins the space that
another source already brought: same folded name within 100 m. Two such records of one source are kept apart
and reported as likely duplicates.
"""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coworking.database import bulk
from coworking.database.spooled import SpooledDict
from coworking.i18n.normalize import normalize_name
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Amenity, Space, SpaceAmenity, SpaceName, SpaceSlug
from spaces.duplicates.finder import row_of
from spaces.duplicates.likeness import compare, profile_of
from spaces.duplicates.models import LikelyDuplicate
from spaces.geography.gazetteer import CityFinder
from spaces.geography.grid import cell_of
from spaces.geography.models import City
from spaces.importers.record import Record
from spaces.importers.report import Report
from spaces.managers.facts import confirmed_facts, suggest
from spaces.opening_hours import evaluate
from spaces.pricing.models import Plan, What
from spaces.pricing.quote import Price
from spaces.provenance.models import Basis, Source, Statement
from spaces.search_index import dictionary, rebuild
from spaces.search_index.derived_columns import derive, find_or_make_schedules, refresh

BATCH = 1000
MANY = 1000  # new spaces, after which search does not wait for its night
MOST_SCHEDULES = 20_000  # remembered at a time
SAME_PLACE_M = 100
M_PER_DEGREE = 111_200
PRICED = {  # what a price of a record may say, and what stands where it does not
    "unit": None, "amount": None, "currency": None, "what": What.HOT_DESK.value, "quantity": 1,
    "tax_included": None, "label": "",
}  # fmt: skip
NOT_COLUMNS = {"city", "country", "amenities", "prices"}
Point = tuple[float | None, float | None]  # latitude and longitude, or neither
ScheduleKey = tuple[str, str, str]  # expression, country code, time zone


def may_set(fact: str, as_of: str, others: Iterable[Statement]) -> bool:
    """Whether a record dated `as_of` may set `fact`, given what other sources now say of the space."""
    rivals = [other for other in others if fact in other.facts]
    return all(other.as_of_basis != Basis.CONFIRMED and other.as_of <= as_of for other in rivals)


def batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    source = iter(records)
    while batch := list(islice(source, BATCH)):
        yield batch


class Store:
    """Takes records of one source in. `report` counts what became of them."""

    def __init__(self, source: Source, report: Report, as_of: str = ""):
        self.source, self.report, self.as_of = source, report, as_of
        self.known_amenities = set(Amenity.objects.values_list("pk", flat=True))
        self.seen = SpooledDict()
        self.schedules: dict[ScheduleKey, int] = {}
        self.words: set[str] = set()
        self.touched_cities: set[int] = set()
        self.new_space = bulk.maker(Space)

    @cached_property
    def finder(self) -> CityFinder:
        return CityFinder()

    def create(self, record: Record, city: City) -> Space:
        """Make a space out of one record that is known to be new."""
        space = self._create([(record, city)])[record.ref]
        self.finish()
        return space

    def take(self, batch: list[Record]) -> None:
        """Store a batch, in a number of queries that does not grow with it (changed records apart)."""
        usable = [record for record in batch if self._is_usable(record)]
        refs = [record.ref for record in usable]
        mine = Statement.objects.filter(source=self.source, ref__in=refs, replaced_at=None)
        known = {statement.ref: statement for statement in mine}
        new = [record for record in usable if record.ref not in known]
        changed = []
        for record in usable:
            if record.ref in known:
                same = self._says_the_same(record, known[record.ref])
                self.report.add("unchanged" if same else "updated")
                changed += [] if same else [(record, known[record.ref])]
        self._change(changed)
        self._suggest([(record, known[record.ref].space_id) for record in usable if record.ref in known])
        self._add(new)

    def finish(self) -> None:
        """Count anew the spaces of the cities that were touched; after many new ones also rank them."""
        self.words.clear()
        vars(self).pop("finder", None)  # counting words takes the memory that the gazetteer had
        refresh_city_counts(self.touched_cities)
        if self.report.counts["created"] >= MANY:
            rebuild.refresh()

    def _is_usable(self, record: Record) -> bool:
        where = f"line {record.line} ({record.ref})" if record.line else record.ref
        if record.problem:
            self.report.add("skipped", where, record.problem)
            return False
        if not self.seen.setdefault(record.ref, ""):
            self.report.add("skipped", where, _("the same id stands twice in this file"))
            return False
        if self.as_of:
            record.as_of, record.basis = self.as_of, Basis.DATASET
        record.basis = record.basis or Basis.UNKNOWN
        self._unswap(record.facts)
        if record.prices:
            record.facts["prices"] = [dict(vars(price)) for price in record.prices]
        return True

    @staticmethod
    def _says_the_same(record: Record, statement: Statement) -> bool:
        return (record.facts, record.as_of) == (statement.facts, statement.as_of)

    # What is new

    def _add(self, records: list[Record]) -> None:
        twins = self._twins(records)
        linked, fresh, doubtful = [], [], []
        claimed: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            twin, is_own = twins.get(record.ref, (None, False))
            if twin and not is_own:
                linked.append((record, twin))
                linked_to = _("linked to %(space)s, which another source brought") % {"space": twin.slug}
                self.report.add("updated", record.ref, linked_to)
                continue
            city = self._city(record)
            if city is None:
                self.report.add("skipped", record.ref, _("no city and no usable coordinates"))
                continue
            fresh.append((record, city))
            rival = twin or next(
                (r for r in claimed[record.folded_name] if _is_close(_point(r), _point(record))), None
            )
            if rival:
                doubtful.append((record, rival))
            claimed[record.folded_name].append(record)
        made = self._create(fresh)
        for record, rival in doubtful:
            self._doubt(made[record.ref], rival if isinstance(rival, Space) else made[rival.ref])
        self._link(linked)

    def _twins(self, records: list[Record]) -> dict[str, tuple[Space, bool]]:
        """{ref: (a space of that name within 100 m, whether this source already speaks of it)}"""
        near = self._near(records)
        spaces = Space.objects.in_bulk(set(near.values()))
        said = Statement.objects.filter(space__in=spaces, replaced_at=None)  # few, whoever says it
        own = {pk for pk, source in said.values_list("space_id", "source_id") if source == self.source.pk}
        return {ref: (spaces[pk], pk in own) for ref, pk in near.items()}

    @staticmethod
    def _near(records: list[Record]) -> dict[str, int]:
        """{ref: the key of a space of that name within 100 m}

        By the index of names alone. SQLite would rather read all spaces that are not merged, or all in these
        cells; it has no index for an expression, nor for what is looked at here.
        """
        named = Space.objects.annotate(stands_in=F("cell") + 0).filter(
            name_folded__in={record.folded_name[:200] for record in records},
            stands_in__in={cell for record in records for cell in _cells_around(_point(record))},
        )
        by_name: dict[str, list[tuple[int, Point]]] = defaultdict(list)
        rows = named.values_list("name_folded", "pk", "latitude", "longitude", "merged_into_id")
        for name, pk, latitude, longitude, merged_into in rows.iterator():
            if merged_into is None:
                by_name[name].append((pk, (latitude, longitude)))
        found = {}
        for record in records:
            here = _point(record)
            places = by_name.get(record.folded_name[:200], ())
            near = next((pk for pk, there in places if _is_close(there, here)), None)
            if near is not None:
                found[record.ref] = near
        return found

    def _city(self, record: Record) -> City | None:
        facts = record.facts
        return self.finder.find(
            facts.get("country"), facts.get("city"), facts.get("latitude"), facts.get("longitude")
        )

    def _unswap(self, facts: dict[str, Any]) -> None:
        """Latitude and longitude that only fit the named city the other way round were swapped."""
        country, name = facts.get("country"), facts.get("city")
        if not country or not name or facts.get("latitude") is None or abs(facts["longitude"]) > 90:
            return
        here, swapped = (facts["latitude"], facts["longitude"]), (facts["longitude"], facts["latitude"])
        named = self.finder.named
        if not named(country, name, here) and named(country, name, swapped):
            facts["latitude"], facts["longitude"] = swapped

    def _create(self, pairs: list[tuple[Record, City]]) -> dict[str, Space]:
        slugs = self._slugs(pairs)
        made = [self._space(record, city, slugs[record.ref]) for record, city in pairs]
        records = [record for record, _city in pairs]
        self._learn_schedules(made)
        for record, space in zip(records, made, strict=True):
            space.schedule_id = self.schedules.get(_schedule_key(space))
            derive(
                space,
                plans=_prices(record),
                names=[],
                dates=[record.as_of],
                amenity_keys=self._amenities(record),
                hours_as_of=record.as_of if space.opening_hours else "",
            )
        bulk.insert_keyed(Space, made)
        self._insert_facts(records, [space.pk for space in made])
        dictionary.learn(made, self.words)
        for _space in made:
            self.report.add("created")
        return {record.ref: space for record, space in zip(records, made, strict=True)}

    def _space(self, record: Record, city: City, slug: str) -> Space:
        space = self.new_space(_columns(record.facts))
        space.slug, space.city = slug, city
        self.touched_cities.add(city.pk)
        return space

    def _learn_schedules(self, spaces: list[Space]) -> None:
        keys = {_schedule_key(space) for space in spaces if evaluate.is_valid(space.opening_hours)}
        if len(self.schedules) > MOST_SCHEDULES:
            self.schedules.clear()
        new = find_or_make_schedules(keys - self.schedules.keys())
        self.schedules |= {key: schedule.pk for key, schedule in new.items()}

    def _insert_facts(self, records: list[Record], pks: list[int]) -> None:
        """Prices, amenities and statements of new spaces; `pks` are theirs."""
        asked = [
            (pk, record, price)
            for record, pk in zip(records, pks, strict=True)
            for price in record.facts.get("prices", ())
        ]
        plans: dict[str, list] = {
            "space_id": [pk for pk, _r, _price in asked],
            "source_id": [self.source.pk] * len(asked),
            "as_of": [record.as_of for _pk, record, _price in asked],
            "as_of_basis": [record.basis for _pk, record, _price in asked],
            **{name: [price.get(name, usual) for _pk, _r, price in asked] for name, usual in PRICED.items()},
        }
        bulk.insert_columns(Plan, plans | {"amount": list(map(_amount, plans["amount"]))})
        told = [(pk, key) for record, pk in zip(records, pks, strict=True) for key in self._amenities(record)]
        amenities: bulk.Columns = {
            "space_id": [pk for pk, _key in told],
            "amenity_id": [key for _pk, key in told],
        }
        bulk.insert_columns(SpaceAmenity, amenities)
        said: bulk.Columns = {
            "space_id": pks,
            "source_id": [self.source.pk] * len(records),
            "ref": [record.ref for record in records],
            "as_of": [record.as_of for record in records],
            "as_of_basis": [record.basis for record in records],
            "facts": [record.facts for record in records],
            "url": [record.url for record in records],
        }
        bulk.insert_columns(Statement, said)

    def _slugs(self, pairs: list[tuple[Record, City]]) -> dict[str, str]:
        """The name; with the city when that is taken; with a mark of the record when both are."""
        choices = {}
        for record, city in pairs:
            plain = slugify(record.folded_name)[:150].strip("-") or "space"
            mark = hashlib.sha256(f"{self.source.key}|{record.ref}".encode()).hexdigest()[:8]
            with_city = f"{plain}-{city.slug}"[:200].strip("-")
            choices[record.ref] = (plain, with_city, f"{plain}-{mark}")
        taken = _taken({options[0] for options in choices.values()})
        wanted = Counter(slug for options in choices.values() for slug in options)
        # Only these may come to their second choice. The third is taken unseen.
        later = [options for options in choices.values() if options[0] in taken or wanted[options[0]] > 1]
        taken |= _taken({with_city for _plain, with_city, _mark in later})
        chosen = {}
        for ref, options in choices.items():
            chosen[ref] = next((slug for slug in options if slug not in taken), options[-1])
            taken.add(chosen[ref])
        return chosen

    def _doubt(self, one: Space, other: Space) -> None:
        row = row_of(one.pk, other.pk, compare(profile_of(one), profile_of(other)))
        LikelyDuplicate.objects.bulk_create([row], ignore_conflicts=True)
        said = _("likely duplicate of %(space)s: same name within 100 m") % {"space": other.slug}
        self.report.note(one.slug, said)

    # What is known already

    def _link(self, pairs: list[tuple[Record, Space]]) -> None:
        Statement.objects.bulk_create(self._statement(record, space) for record, space in pairs)
        self._apply([(record, space, {}) for record, space in pairs])
        self._suggest([(record, space.pk) for record, space in pairs])

    def _suggest(self, pairs: list[tuple[Record, int]]) -> None:
        """Let what differs from a manager's word wait for the manager, however old the record is."""
        confirmed = confirmed_facts({pk for _record, pk in pairs})
        spaces = Space.objects.in_bulk(confirmed)
        for record, pk in pairs:
            if pk in confirmed:
                suggest(spaces[pk], record.facts, confirmed[pk], self.source, record.as_of)

    def _change(self, pairs: list[tuple[Record, Statement]]) -> None:
        if not pairs:
            return
        old = [statement for _record, statement in pairs]
        Statement.objects.filter(pk__in=[s.pk for s in old]).update(replaced_at=timezone.now())
        spaces = Space.objects.select_related("city__country").in_bulk([s.space_id for s in old])
        Statement.objects.bulk_create(self._statement(r, spaces[s.space_id]) for r, s in pairs)
        self._apply([(record, spaces[statement.space_id], statement.facts) for record, statement in pairs])

    def _apply(self, changes: list[tuple[Record, Space, dict]]) -> None:
        """Let each record's changed facts stand in its space where they may."""
        if not changes:
            return
        ids = [space.pk for _r, space, _b in changes]
        said: dict[int, list[Statement]] = defaultdict(list)
        for statement in Statement.objects.filter(space__in=ids, replaced_at=None):
            said[statement.space_id].append(statement)
        confirmed = defaultdict(set, confirmed_facts(ids))
        for record, space, before in changes:
            others = [s for s in said[space.pk] if s.source_id != self.source.pk or s.ref != record.ref]
            self._set_columns(space, record, before, others)
            if "amenities" not in confirmed[space.pk]:
                self._set_amenities(space, said[space.pk], before)
            if before.get("prices") != record.facts.get("prices") and "prices" not in confirmed[space.pk]:
                space.plans.filter(source=self.source, is_current=True).update(is_current=False)
                Plan.objects.bulk_create(self._plans(record, space))
            self.touched_cities.add(space.city_id)
        refresh(Space.objects.filter(pk__in=ids).select_related("city__country"))

    def _set_columns(self, space: Space, record: Record, before: dict, others: list[Statement]) -> None:
        said, told_before = _columns(record.facts), _columns(before)
        for fact in said.keys() | told_before.keys():
            value = said.get(fact, _empty(fact))
            if value == told_before.get(fact) or not may_set(fact, record.as_of, others):
                continue
            if fact not in said and any(fact in other.facts for other in others):
                continue
            if fact == "name" and others and normalize_name(space.name) == normalize_name(value):
                continue  # another source's spelling of the same name
            if fact == "name" and space.name != value:
                SpaceName.objects.get_or_create(space=space, name=space.name)
            setattr(space, fact, value)
        where = ("country", "city", "latitude", "longitude")
        if before and any(before.get(key) != record.facts.get(key) for key in where):
            self.touched_cities.add(space.city_id)
            space.city = self._city(record) or space.city
        space.save()

    def _set_amenities(self, space: Space, said: list[Statement], before: dict) -> None:
        stated = {key for s in said for key in s.facts.get("amenities", ())} & self.known_amenities
        dropped = set(before.get("amenities", ())) - stated
        space.amenity_rows.filter(amenity__in=dropped).delete()
        SpaceAmenity.objects.bulk_create(
            [SpaceAmenity(space=space, amenity_id=key) for key in sorted(stated)], ignore_conflicts=True
        )

    # Rows

    def _statement(self, record: Record, space: Space) -> Statement:
        return Statement(
            space=space,
            source=self.source,
            ref=record.ref,
            as_of=record.as_of,
            as_of_basis=record.basis,
            facts=record.facts,
            url=record.url,
        )

    def _amenities(self, record: Record) -> list[str]:
        return [key for key in record.facts.get("amenities", ()) if key in self.known_amenities]

    def _plans(self, record: Record, space: Space) -> list[Plan]:
        return [
            Plan(space=space, source=self.source, as_of=record.as_of, as_of_basis=record.basis, **fields)
            for fields in plan_fields(record.facts.get("prices", ()))
        ]


def _taken(slugs: set[str]) -> set[str]:
    """Those of them that a space has, or had."""
    found = set(Space.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    return found | set(SpaceSlug.objects.filter(slug__in=slugs).values_list("slug", flat=True))


_amount = lru_cache(maxsize=4096)(Decimal)


def _prices(record: Record) -> list[Price]:
    """What `derive` asks of the prices of a record."""
    return [
        Price(
            price["what"],
            price["unit"],
            price["quantity"],
            _amount(price["amount"]),
            currency=price["currency"],
            tax_included=price["tax_included"],
        )
        for price in (PRICED | told for told in record.facts.get("prices", ()))
    ]


def plan_fields(prices: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for price in prices:
        yield {**price, "amount": Decimal(price["amount"])}


def _columns(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if key not in NOT_COLUMNS}


def _empty(column: str) -> Any:
    field = Space._meta.get_field(column)
    assert isinstance(field, models.Field)
    return None if field.null else field.get_default()


def _schedule_key(space: Space) -> ScheduleKey:
    return (space.opening_hours, space.city.country_id, space.city.timezone)


def _point(record: Record) -> Point:
    return record.facts.get("latitude"), record.facts.get("longitude")


def _cells_around(point: Point) -> set[int | None]:
    """The cells of the grid in which a place within 100 m may stand: of a chain, only the branches there."""
    latitude, longitude = point
    if latitude is None or longitude is None:
        return set()
    north = SAME_PLACE_M / M_PER_DEGREE
    east = north / max(math.cos(math.radians(latitude)), 0.01)
    return {
        cell_of(latitude + row, min(max(longitude + column, -180), 180))
        for row in (-north, north)
        for column in (-east, east)
    }


def _is_close(one: Point, other: Point) -> bool:
    """Whether two points are within 100 m; unknown ones are not."""
    (latitude, longitude), (other_latitude, other_longitude) = one, other
    if latitude is None or longitude is None or other_latitude is None or other_longitude is None:
        return False
    north = (latitude - other_latitude) * M_PER_DEGREE
    east = (longitude - other_longitude) * M_PER_DEGREE * math.cos(math.radians(latitude))
    return math.hypot(north, east) <= SAME_PLACE_M
