"""Clusters of spaces for a view of the map, on a grid of about 72 pixels.

Candidates of a search are grouped here. Views of whole countries without filters are summed up from
`MapCell`, which `refresh_cells` fills: there the map is as fresh as the last `rebuild_search`.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import F, Max, Min, QuerySet, Sum

from coworking.caching.memoize import memoize
from coworking.database.prepared import AnyOf, Param, PreparedQuery
from coworking.templating.urls import around_slug, fixed
from spaces.directory.models import Space
from spaces.geography.bounds import Bounds
from spaces.geography.projection import mercator
from spaces.maps.overlap import group_overlapping
from spaces.search.candidates import LATITUDE, LONGITUDE, PK, Row
from spaces.search_index.map_cells import HEIGHT_RATIO, SUMMED_ZOOMS, cell_range, cell_size, cells_in_view
from spaces.search_index.models import MapCell

MAX_ZOOM = 18
LIMIT = 400


@dataclass(slots=True)
class Cluster:
    """Some spaces near one another; `name` and `url` are those of the space when it is just one."""

    latitude: float
    longitude: float
    count: int
    name: str
    url: str


@dataclass(slots=True)
class Group:
    """Some spaces in one cell of the grid: how many, their mean position, the key of one of them."""

    count: int
    latitude: float
    longitude: float
    example_id: int
    is_wide: bool = False  # merged from several cells


def clusters(rows: Iterable[Row], zoom: int, is_still: bool = False) -> list[Cluster]:
    """Group rows that have a position into at most 400 clusters, the largest first. One query.

    Spaces at exactly one point stay one cluster, whose URL lists them. Clusters that the interactive map
    would draw over one another are merged, too; the map without scripts (`is_still`) merges them by its own
    radii.
    """
    zoom = max(0, min(zoom, MAX_ZOOM))
    width = cell_size(zoom)
    height, floor = width * HEIGHT_RATIO, math.floor
    cells: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        cells[floor(row[LATITUDE] / height), floor(row[LONGITUDE] / width)].append(row)
    return _clusters_of([_group(members) for members in cells.values()], zoom, is_still)


def summed_clusters(bounds: Bounds, zoom: int, country: str = "", is_still: bool = False) -> list[Cluster]:
    """Group all spaces in search inside `bounds`, of a country or of all, by `MapCell`. Two queries."""
    query = _SUMS[bounds.west > bounds.east, bool(country)]
    rows = query.rows(*cell_range(bounds, zoom), *([country] if country else []))
    return _clusters_of([Group(*row) for row in rows], zoom, is_still)


def _summed_cells(crosses_180: bool, has_country: bool) -> QuerySet[MapCell, Any]:
    """Return the sums over all countries of each cell in a view, in the order of `Group`."""
    sums = (
        cells_in_view(crosses_180, has_country)
        .values("row", "column")
        .annotate(
            n=Sum("count"),
            lat=Sum(F("latitude") * F("count")) / Sum("count"),
            lon=Sum(F("longitude") * F("count")) / Sum("count"),
            first=Min("example_id"),
        )
    )
    return sums.order_by("-n", "first").values_list("n", "lat", "lon", "first")[:LIMIT]


_SUMS = {
    (crosses_180, has_country): PreparedQuery(partial(_summed_cells, crosses_180, has_country))
    for crosses_180 in (False, True)
    for has_country in (False, True)
}
_NAMES = PreparedQuery(
    lambda: Space.objects.filter(AnyOf("pk", Param(0))).order_by().values_list("pk", "name", "slug")
)


def _group(rows: list[Row]) -> Group:
    n = len(rows)
    if n == 1:
        row = rows[0]
        return Group(1, row[LATITUDE], row[LONGITUDE], row[PK])
    latitude, longitude = (sum([row[column] for row in rows]) / n for column in (LATITUDE, LONGITUDE))
    return Group(n, latitude, longitude, min([row[PK] for row in rows]))


def _merge_overlapping(groups: list[Group], zoom: int) -> list[Group]:
    circles = [(*_pixel(group, zoom), circle_radius(group.count)) for group in groups]
    return [_merge([groups[index] for index in indices]) for indices in group_overlapping(circles)]


def _merge(groups: list[Group]) -> Group:
    if len(groups) == 1:
        return groups[0]
    n = sum(group.count for group in groups)
    latitude = sum(group.latitude * group.count for group in groups) / n
    longitude = sum(group.longitude * group.count for group in groups) / n
    return Group(n, latitude, longitude, min(group.example_id for group in groups), is_wide=True)


def _pixel(group: Group, zoom: int) -> tuple[float, float]:
    per_degree = 256 * 2**zoom / 360
    return group.longitude * per_degree, -mercator(group.latitude) * per_degree


def circle_radius(count: int) -> float:
    """Return the radius in pixels with which static/js/map.js draws a cluster of so many spaces."""
    return min(28 + 3 * math.sqrt(count), 64) / 2 if count > 1 else 10


def _clusters_of(groups: list[Group], zoom: int, is_still: bool) -> list[Cluster]:
    largest = sorted(groups, key=lambda group: (-group.count, group.example_id))[:LIMIT]
    if not is_still:
        largest = _merge_overlapping(largest, zoom)
    singles = [group.example_id for group in largest if group.count == 1]
    names = {pk: (name, slug) for pk, name, slug in _NAMES.rows(singles)} if singles else {}
    search, clusters, (before, after) = fixed("search"), [], around_slug("space")
    for group in largest:
        lat, lon, count = group.latitude, group.longitude, group.count
        single = names.get(group.example_id) if count == 1 else None
        if single:
            clusters.append(Cluster(lat, lon, 1, single[0], f"{before}{single[1]}{after}"))
        else:
            cells = 1.5 if group.is_wide else 0.75
            url = _near_url(search, lat, lon, cell_size(zoom) * 111.2 * cells)
            clusters.append(Cluster(lat, lon, count, "", url))
    return clusters


def near_url(latitude: float, longitude: float, radius_km: float) -> str:
    """Return the URL of the list of spaces around a point."""
    return _near_url(fixed("search"), latitude, longitude, radius_km)


def _near_url(search: str, latitude: float, longitude: float, radius_km: float) -> str:
    return f"{search}?near={latitude:.5f}%2C{longitude:.5f}&radius={min(max(radius_km, 0.05), 200):.2f}"


def fit(rows: Iterable[Row]) -> tuple[Bounds | None, int]:
    """Return the box around rows with a position, with a margin, and its zoom on a map of 640 pixels.

    (None, 0) if there is none.
    """
    rows = list(rows)
    if not rows:
        return None, 0
    latitudes, longitudes = ([row[column] for row in rows] for column in (LATITUDE, LONGITUDE))
    return _with_margin(min(latitudes), min(longitudes), max(latitudes), max(longitudes))


def fit_summed(country: str = "") -> tuple[Bounds | None, int]:
    """Return the same for all spaces in search, of a country or of all."""
    south, west, north, east = _extent(country)
    return _with_margin(south, west, north, east) if south is not None else (None, 0)


@memoize
def _extent(country: str) -> tuple[Any, Any, Any, Any]:
    cells = MapCell.objects.filter(zoom=SUMMED_ZOOMS[-1])
    if country:
        cells = cells.filter(country_code=country)
    edges = cells.aggregate(s=Min("latitude"), w=Min("longitude"), n=Max("latitude"), e=Max("longitude"))
    return edges["s"], edges["w"], edges["n"], edges["e"]


def _with_margin(south: float, west: float, north: float, east: float) -> tuple[Bounds, int]:
    margin = max((north - south) * 0.08, (east - west) * 0.08, 0.004)
    bounds = Bounds(
        max(south - margin, -85), max(west - margin, -180), min(north + margin, 85), min(east + margin, 180)
    )
    span = max(bounds.east - bounds.west, (bounds.north - bounds.south) * 1.4)
    return bounds, max(1, min(int(math.log2(360 * 640 / 256 / span)), 16))
