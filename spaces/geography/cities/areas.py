"""The area of a city: the places around it that belong to it, as nineteen communes belong to Brussels.

A city reaches further the more people it has, and claims the places of its country within that distance that
have less than a third of its people. A place is in the area of the largest city that claims it, and then
claims nothing itself: an area is never part of another.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from spaces.geography.coordinates.distances import bounding_box, distance_km

# Tried on GeoNames: Brussels reaches 13 km (27 places), Paris 17, London 29, Ghent 8, Liège 7, Mons 5 (none).
KM, PEOPLE, EXPONENT = 2.2, 10_000, 0.38
MOST_REACH_KM = 50  # that of 37 million people
SHARE = 3  # a place has less than a third of the people of the city whose area it is in
CELLS_PER_DEGREE = (
    8  # of the grid in which neighbours are looked up; with 2 all of GeoNames takes 5 times as long
)


class Place(NamedTuple):
    """A place as the areas are computed from it; `head` is the city in whose area the staff put it."""

    pk: int
    country: str
    latitude: float | None
    longitude: float | None
    population: int
    is_set: bool = False
    head: int | None = None


def reach_km(population: int) -> float:
    """Return how far from its centre a city of so many people claims places."""
    return KM * math.pow(population / PEOPLE, EXPONENT)


def claims(city: Place, place: Place) -> bool:
    """Whether a city is so large and so near that the place belongs to it."""
    if city.country != place.country or place.population * SHARE >= city.population:
        return False
    if city.latitude is None or city.longitude is None or place.latitude is None or place.longitude is None:
        return False
    away = distance_km(city.latitude, city.longitude, place.latitude, place.longitude)
    return away <= reach_km(city.population)


def order(place: Place) -> tuple[int, int]:
    """Return the key by which places claim others: the largest first."""
    return -place.population, place.pk


def areas(places: Iterable[Place]) -> dict[int, int]:
    """Return {place: the city whose area it is in}, as primary keys; a place in no area is left out.

    What the staff set stays. A city into whose area they put a place is in nobody's.
    """
    ordered = sorted(places, key=order)
    known = {place.pk for place in ordered}
    found = {place.pk: place.head for place in ordered if place.is_set and place.head in known}
    is_free = {place.pk for place in ordered if not place.is_set} - set(found.values())
    cells = _cells(ordered)
    result = {pk: head for pk, head in found.items() if head is not None}
    for city in ordered:
        if city.pk in result:
            continue
        for place in _around(city, cells):
            if place.pk in is_free and claims(city, place):
                result[place.pk] = city.pk
                is_free.remove(place.pk)
    return result


Cell = tuple[str, int, int]


def _cells(places: Iterable[Place]) -> Mapping[Cell, list[Place]]:
    cells: dict[Cell, list[Place]] = defaultdict(list)
    for place in places:
        if place.latitude is not None and place.longitude is not None:
            cells[place.country, _step(place.latitude), _step(place.longitude)].append(place)
    return cells


def _around(city: Place, cells: Mapping[Cell, list[Place]]) -> Iterator[Place]:
    """Yield the places in the cells that a city reaches."""
    if city.latitude is None or city.longitude is None:
        return
    south, west, north, east = bounding_box(city.latitude, city.longitude, reach_km(city.population))
    spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    for row in range(_step(south), _step(north) + 1):
        for first, last in spans:
            for column in range(_step(first), _step(last) + 1):
                yield from cells.get((city.country, row, column), ())


def _step(degrees: float) -> int:
    return math.floor(degrees * CELLS_PER_DEGREE)
