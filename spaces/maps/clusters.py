"""Clusters of spaces for a view of the map, on a grid of about 72 pixels.

Rows of a pool are grouped here. Views of whole countries, without filters, are added up from `MapCell`, which
`refresh_cells` fills: there the map is as fresh as the last `rebuild_search`.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.db.models import F, Max, Min, Sum

from coworking.caching.memoize import memoize
from coworking.database.prepared import AnyOf, Param, PreparedQuery
from coworking.templating.urls import around_slug, fixed
from spaces.directory.models import Space
from spaces.geography.bounds import Bounds
from spaces.geography.projection import mercator
from spaces.maps.overlap import joined
from spaces.search.candidates import LATITUDE, LONGITUDE, PK, Row
from spaces.search_index.map_cells import _BOTH, SUMMED_ZOOMS, _edges, _view, cell_size
from spaces.search_index.models import MapCell

MAX_ZOOM = 18
LIMIT = 400
WORLD = Bounds(-60, -180, 75, 180)


@dataclass(slots=True)
class Cluster:
    """Some spaces near one another; `name` and `url` of the space when it is just one."""

    latitude: float
    longitude: float
    count: int
    name: str
    url: str


@dataclass(slots=True)
class Group:
    """Some spaces in one cell of the grid: how many, the middle of them, the key of one."""

    count: int
    latitude: float
    longitude: float
    one: int
    is_wide: bool = False  # joined from several cells


def clusters(rows: Iterable[Row], zoom: int, is_still: bool = False) -> list[Cluster]:
    """Group rows that have a position; at most 400 clusters, the largest first. One query.

    Spaces at one very point stay one cluster, whose address lists them. Those that the moving map would draw
    over one another are one, too; the still map (`is_still`) has its own measure for that.
    """
    zoom = max(0, min(zoom, MAX_ZOOM))
    wide = cell_size(zoom)
    high, floor = wide * 0.7, math.floor
    cells: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        cells[floor(row[LATITUDE] / high), floor(row[LONGITUDE] / wide)].append(row)
    return _named([_group(members) for members in cells.values()], zoom, is_still)


def summed_clusters(bounds: Bounds, zoom: int, country: str = "", is_still: bool = False) -> list[Cluster]:
    """The same for all spaces in search inside `bounds`, of a country or of all. Two queries."""
    return _named([Group(*row) for row in _sums(bounds, zoom, country)], zoom, is_still)


def _summed(cells):
    grouped = cells.values("row", "column").annotate(
        n=Sum("count"),
        lat=Sum(F("latitude") * F("count")) / Sum("count"),
        lon=Sum(F("longitude") * F("count")) / Sum("count"),
        first=Min("one"),
    )
    return grouped.order_by("-n", "first").values_list("n", "lat", "lon", "first")[:LIMIT]


_SUMS = {
    (a, b): PreparedQuery(partial(lambda *how: _summed(_view(*how)), a, b)) for a in _BOTH for b in _BOTH
}
_NAMES = PreparedQuery(
    lambda: Space.objects.filter(AnyOf("pk", Param(0))).order_by().values_list("pk", "name", "slug")
)


def _sums(bounds: Bounds, zoom: int, country: str) -> list[tuple]:
    asked = _SUMS[bounds.west > bounds.east, bool(country)]
    return asked.rows(*_edges(bounds, zoom), *([country] if country else []))


def _group(rows: list[Row]) -> Group:
    n = len(rows)
    if n == 1:
        row = rows[0]
        return Group(1, row[LATITUDE], row[LONGITUDE], row[PK])
    latitude, longitude = (sum([row[column] for row in rows]) / n for column in (LATITUDE, LONGITUDE))
    return Group(n, latitude, longitude, min([row[PK] for row in rows]))


def _apart(groups: list[Group], zoom: int) -> list[Group]:
    """The groups, those that would be drawn over one another as one."""
    marks = [(*_pixel(group, zoom), mark_radius(group.count)) for group in groups]
    return [_sum([groups[index] for index in indices]) for indices in joined(marks)]


def _sum(groups: list[Group]) -> Group:
    if len(groups) == 1:
        return groups[0]
    n = sum(group.count for group in groups)
    latitude = sum(group.latitude * group.count for group in groups) / n
    longitude = sum(group.longitude * group.count for group in groups) / n
    return Group(n, latitude, longitude, min(group.one for group in groups), is_wide=True)


def _pixel(group: Group, zoom: int) -> tuple[float, float]:
    per_degree = 256 * 2**zoom / 360
    return group.longitude * per_degree, -mercator(group.latitude) * per_degree


def mark_radius(count: int) -> float:
    """In pixels, as static/js/map.js draws a cluster of so many."""
    return min(28 + 3 * math.sqrt(count), 64) / 2 if count > 1 else 10


def _named(groups: list[Group], zoom: int, is_still: bool) -> list[Cluster]:
    largest = sorted(groups, key=lambda group: (-group.count, group.one))[:LIMIT]
    if not is_still:
        largest = _apart(largest, zoom)
    alone = [group.one for group in largest if group.count == 1]
    singles = {pk: (name, slug) for pk, name, slug in _NAMES.rows(alone)} if alone else {}
    search, clusters, (before, after) = fixed("search"), [], around_slug("space")
    for group in largest:
        lat, lon, count = group.latitude, group.longitude, group.count
        single = singles.get(group.one) if count == 1 else None
        if single:
            clusters.append(Cluster(lat, lon, 1, single[0], f"{before}{single[1]}{after}"))
        else:
            cells = 1.5 if group.is_wide else 0.75
            url = _near(search, lat, lon, cell_size(zoom) * 111.2 * cells)
            clusters.append(Cluster(lat, lon, count, "", url))
    return clusters


def near_url(latitude: float, longitude: float, radius_km: float) -> str:
    """The list of the spaces around a point."""
    return _near(fixed("search"), latitude, longitude, radius_km)


def _near(search: str, latitude: float, longitude: float, radius_km: float) -> str:
    return f"{search}?near={latitude:.5f}%2C{longitude:.5f}&radius={min(max(radius_km, 0.05), 200):.2f}"


def fit(rows: Iterable[Row]) -> tuple[Bounds | None, int]:
    """The box that holds rows with a position, with some air, and the zoom for a 640-pixel map.

    (None, 0) when there are none.
    """
    placed = list(rows)
    if not placed:
        return None, 0
    latitudes, longitudes = ([row[column] for row in placed] for column in (LATITUDE, LONGITUDE))
    return _airy(min(latitudes), min(longitudes), max(latitudes), max(longitudes))


def fit_summed(country: str = "") -> tuple[Bounds | None, int]:
    """The same for all spaces in search, of a country or of all."""
    south, west, north, east = _extent(country)
    return _airy(south, west, north, east) if south is not None else (None, 0)


@memoize
def _extent(country: str) -> tuple:
    found = MapCell.objects.filter(zoom=SUMMED_ZOOMS[-1])
    if country:
        found = found.filter(country_code=country)
    edges = found.aggregate(s=Min("latitude"), w=Min("longitude"), n=Max("latitude"), e=Max("longitude"))
    return edges["s"], edges["w"], edges["n"], edges["e"]


def _airy(south: float, west: float, north: float, east: float) -> tuple[Bounds, int]:
    air = max((north - south) * 0.08, (east - west) * 0.08, 0.004)
    bounds = Bounds(max(south - air, -85), max(west - air, -180), min(north + air, 85), min(east + air, 180))
    span = max(bounds.east - bounds.west, (bounds.north - bounds.south) * 1.4)
    return bounds, max(1, min(int(math.log2(360 * 640 / 256 / span)), 16))
