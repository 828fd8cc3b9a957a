"""Matching: which space, and which city, a record is about.

A record is known by its source and its id there. A new one is about the same space as another source's when
that space has the same normalized name and is within 100 m.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import F

from spaces.directory.models import Space
from spaces.geography.bounds import Bounds
from spaces.geography.distances import bounding_box, distance_km
from spaces.geography.gazetteer import CityFinder
from spaces.geography.grid import cells
from spaces.geography.models import City
from spaces.importers.record import SpaceRecord
from spaces.provenance.models import Source, Statement

SAME_PLACE_KM = 0.1
Point = tuple[float | None, float | None]  # latitude and longitude, or neither


class Namesake(NamedTuple):
    """A space with the name and the place of a record."""

    space: Space
    has_own_statement: bool  # of the importing source


def current_statements(source: Source, records: Iterable[SpaceRecord]) -> dict[str, Statement]:
    """{ref: the source's current statement} of the records that were imported before."""
    refs = [record.ref for record in records]
    rows = Statement.objects.filter(source=source, ref__in=refs, replaced_at=None)
    return {statement.ref: statement for statement in rows}


def find_namesakes(source: Source, records: list[SpaceRecord]) -> dict[str, Namesake]:
    """{ref: its namesake} of the records that have one."""
    pks = _namesake_pks(records)
    spaces = Space.objects.in_bulk(set(pks.values()))
    # Few statements, whoever made them: the source is compared here.
    statements = Statement.objects.filter(space__in=spaces, replaced_at=None)
    own = {pk for pk, source_id in statements.values_list("space_id", "source_id") if source_id == source.pk}
    return {ref: Namesake(spaces[pk], pk in own) for ref, pk in pks.items()}


def _namesake_pks(records: list[SpaceRecord]) -> dict[str, int]:
    """{ref: key of a space of that name within 100 m}

    Read by the index of names alone. SQLite would rather read all spaces that are not merged, or all in these
    cells: the conditions on both are written so that it has no index for them.
    """
    named = Space.objects.annotate(unindexed_cell=F("cell") + 0).filter(
        normalized_name__in={record.normalized_name[:200] for record in records},
        unindexed_cell__in={cell for record in records for cell in _cells_around(point_of(record))},
    )
    by_name: dict[str, list[tuple[int, Point]]] = defaultdict(list)
    rows = named.values_list("normalized_name", "pk", "latitude", "longitude", "merged_into_id")
    for name, pk, latitude, longitude, merged_into in rows.iterator():
        if merged_into is None:
            by_name[name].append((pk, (latitude, longitude)))
    found = {}
    for record in records:
        point = point_of(record)
        candidates = by_name.get(record.normalized_name[:200], ())
        near = next((pk for pk, other in candidates if is_same_place(other, point)), None)
        if near is not None:
            found[record.ref] = near
    return found


def point_of(record: SpaceRecord) -> Point:
    return record.facts.get("latitude"), record.facts.get("longitude")


def is_same_place(one: Point, other: Point) -> bool:
    """Whether two points are within 100 m of each other; unknown points are not."""
    (latitude, longitude), (other_latitude, other_longitude) = one, other
    if latitude is None or longitude is None or other_latitude is None or other_longitude is None:
        return False
    return distance_km(latitude, longitude, other_latitude, other_longitude) <= SAME_PLACE_KM


def _cells_around(point: Point) -> set[int]:
    """The grid cells that a place within 100 m may be in: they leave out a chain's branches elsewhere."""
    latitude, longitude = point
    if latitude is None or longitude is None:
        return set()
    return set(cells(Bounds(*bounding_box(latitude, longitude, SAME_PLACE_KM))))


class CityMatcher:
    """Finds the cities of records. Reads the gazetteer into memory (94 MB) when it is needed first."""

    @cached_property
    def _finder(self) -> CityFinder:
        return CityFinder()

    def unload(self) -> None:
        """Free the memory of the gazetteer."""
        vars(self).pop("_finder", None)

    def find(self, record: SpaceRecord) -> City | None:
        """The city that a record names, else the one around its position; made where it is a new village."""
        facts = record.facts
        return self._finder.find(
            facts.get("country"), facts.get("city"), facts.get("latitude"), facts.get("longitude")
        )

    def country_of(self, record: SpaceRecord) -> str | None:
        """The code of the country that a record names, else of the city around its position."""
        facts = record.facts
        if facts.get("country") or facts.get("latitude") is None:
            return facts.get("country")
        city = self._finder.covering((facts["latitude"], facts["longitude"]))
        return city.country_id if city else None

    def correct_swapped_position(self, facts: dict[str, Any]) -> None:
        """Swap latitude and longitude where only that puts them near the named city."""
        country, name = facts.get("country"), facts.get("city")
        if not country or not name or facts.get("latitude") is None or abs(facts["longitude"]) > 90:
            return
        given, swapped = (facts["latitude"], facts["longitude"]), (facts["longitude"], facts["latitude"])
        named = self._finder.named
        if not named(country, name, given) and named(country, name, swapped):
            facts["latitude"], facts["longitude"] = swapped
