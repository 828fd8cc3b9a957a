"""Matching: which space, and which city, a record is about.

A record is known by its source and its id there. A new one is about the same space as another source's when
that space has the same normalized name and is within 100 m.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spaces.directory.models import Space
from spaces.geography.cities.spellings import is_city_name
from spaces.geography.coordinates.bounds import Bounds
from spaces.geography.coordinates.distances import bounding_box, distance_km
from spaces.geography.coordinates.grid import cells
from spaces.geography.gazetteer import CityFinder, extent_km, flat_distance_km
from spaces.geography.models import City
from spaces.geography.positions import FAR_KM, likely_meant
from spaces.importers.record import SpaceRecord
from spaces.importers.values.notes import ValueNote
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

    def load(self) -> None:
        """Read the gazetteer now."""
        _ = self._finder

    def unload(self) -> None:
        """Free the memory of the gazetteer."""
        vars(self).pop("_finder", None)

    def find(self, record: SpaceRecord) -> City | None:
        """The city that a record names, else the one around its position; made where it is a new village."""
        facts = record.place or record.facts
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

    def check(self, record: SpaceRecord) -> None:
        """Correct what cannot be right about the place of a record, and note it.

        A text that is no city is left out. Latitude and longitude are swapped where only that puts them near
        the city. A position far from the only city that can be meant is left out.
        """
        facts = record.facts
        country, name, here = facts.get("country"), facts.get("city"), point_of(record)
        if name and not is_city_name(name):
            no_city = _("“%(text)s” is no city.") % {"text": name[:60]}
            record.notes.append(ValueNote("city", no_city))
            del facts["city"]
            return
        latitude, longitude = here
        if not country or not name or latitude is None or longitude is None:
            return
        city = self._finder.named(country, name, (latitude, longitude))
        if city:
            km = flat_distance_km((latitude, longitude), city)
            if city.latitude is not None and km > max(FAR_KM, extent_km(city.population)):
                record.notes.append(_far(record, km, city))
            return
        likely = [
            (other, why)
            for other, why in likely_meant((latitude, longitude))
            if abs(other[0]) <= 90 and self._finder.named(country, name, other)
        ]
        if likely and likely[0][0] == (longitude, latitude):
            facts["latitude"], facts["longitude"] = longitude, latitude
            record.notes.append(likely[0][1])
            return
        namesake = self._finder.named(country, name, None)
        if not namesake or namesake.latitude is None:
            return
        note = _far(record, flat_distance_km((latitude, longitude), namesake), namesake)
        if self._finder.large_namesake(country, name):
            del facts["latitude"], facts["longitude"]
            note = " ".join([note, _("The position is left out."), *(why for _other, why in likely)])
        record.notes.append(note)

    def made(self) -> list[tuple[City, City | None]]:
        """The cities that were made, each with the one that is likely meant."""
        return self._finder.made if "_finder" in vars(self) else []

    def new_cities(self) -> Iterator[str]:
        """Sentences on new cities: one on each whose name is likely mistyped, and one on all others."""
        others = []
        for city, likely in self.made():
            if likely:
                message = _("“%(city)s” (%(country)s) is a new city. %(likely)s may be meant.")
                values = {"city": city.name, "country": city.country_id, "likely": likely.name}
                yield message % values
            else:
                others.append(f"{city.name} ({city.country_id})")
        if others:
            message = ngettext(
                "%(count)s new city: %(names)s", "%(count)s new cities: %(names)s", len(others)
            )
            yield message % {"count": len(others), "names": ", ".join(sorted(others))}


def _far(record: SpaceRecord, km: float, city: City) -> str:
    message = _("%(position)s is %(km)s km from %(city)s.")
    position = f"{record.facts['latitude']}, {record.facts['longitude']}"
    return message % {"position": position, "km": round(km), "city": city.name}
