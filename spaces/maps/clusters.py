"""Clusters of spaces for a view of the map, on a grid of about 72 pixels.

Candidates of a search are grouped here. Views of whole countries without filters are summed up from
`MapCell`, which `refresh_cells` fills: there the map is as fresh as the last `rebuild_search`.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote_plus

from django.db.models import F, Max, Min, QuerySet, Sum

from coworking.caching.memoize import memoize
from coworking.database.prepared import AnyOf, Param, PreparedQuery
from coworking.templating.urls import around_slug, fixed
from spaces.directory.models import Space
from spaces.geography.coordinates.bounds import Bounds
from spaces.geography.coordinates.projection import mercator
from spaces.maps.overlap import Box, around, group_overlapping
from spaces.search.candidates import LATITUDE, LONGITUDE, PK, Row
from spaces.search_index.map_cells import HEIGHT_RATIO, SUMMED_ZOOMS, cell_range, cell_size, cells_in_view
from spaces.search_index.models import MapCell

MAX_ZOOM = 18
LIMIT = 400
PIN_RADIUS = 14.2  # pixels: pins that are not joined are at least 24 pixels apart
EDGE = 2e-6  # degrees, twice what a box in a URL is rounded by


@dataclass(slots=True)
class Cluster:
    """Some spaces near one another; `name` and `url` are those of the space when it is just one.

    `box` is that of several, in which nothing else is that the map shows.
    """

    latitude: float
    longitude: float
    count: int
    name: str
    url: str
    box: Box | None = None


@dataclass(slots=True)
class Group:
    """Some spaces: how many, their mean position, the key of one of them, and the box of them alone."""

    count: int
    latitude: float
    longitude: float
    example_id: int
    box: Box


def clusters(rows: Iterable[Row], zoom: int, is_still: bool = False) -> list[Cluster]:
    """Group rows that have a position into at most 400 clusters, the largest first. One query.

    Spaces at exactly one point stay one cluster. Clusters that the interactive map would draw
    over one another are merged, too; the map without scripts (`is_still`) merges them by its own radii.
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
    groups = [
        Group(n, lat, lon, example, _box_of_cell(row, column, zoom))
        for n, lat, lon, example, row, column in rows
    ]
    return _clusters_of(groups, zoom, is_still)


def _box_of_cell(row: int, column: int, zoom: int) -> Box:
    """The box of a cell of the grid, without its upper and right edge, which are of the next one."""
    width = cell_size(zoom)
    height = width * HEIGHT_RATIO
    return row * height, column * width, (row + 1) * height - EDGE, (column + 1) * width - EDGE


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
    return sums.order_by("-n", "first").values_list("n", "lat", "lon", "first", "row", "column")[:LIMIT]


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
        latitude, longitude = rows[0][LATITUDE], rows[0][LONGITUDE]
        return Group(1, latitude, longitude, rows[0][PK], (latitude, longitude, latitude, longitude))
    latitudes, longitudes = [row[LATITUDE] for row in rows], [row[LONGITUDE] for row in rows]
    box = (min(latitudes), min(longitudes), max(latitudes), max(longitudes))
    return Group(n, sum(latitudes) / n, sum(longitudes) / n, min([row[PK] for row in rows]), box)


def _merge_overlapping(groups: list[Group], zoom: int) -> list[Group]:
    circles = [(*_pixel(group, zoom), circle_radius(group.count)) for group in groups]
    together = group_overlapping(circles, [group.box for group in groups])
    return [_merge([groups[index] for index in indices]) for indices in together]


def _merge(groups: list[Group]) -> Group:
    if len(groups) == 1:
        return groups[0]
    n = sum(group.count for group in groups)
    latitude = sum(group.latitude * group.count for group in groups) / n
    longitude = sum(group.longitude * group.count for group in groups) / n
    example = min(group.example_id for group in groups)
    return Group(n, latitude, longitude, example, around([group.box for group in groups]))


def _pixel(group: Group, zoom: int) -> tuple[float, float]:
    per_degree = 256 * 2**zoom / 360
    return group.longitude * per_degree, -mercator(group.latitude) * per_degree


def circle_radius(count: int) -> float:
    """Return the radius in pixels with which static/js/map.js draws a cluster of so many spaces."""
    return min(28 + 3 * math.sqrt(count), 64) / 2 if count > 1 else PIN_RADIUS


def _clusters_of(groups: list[Group], zoom: int, is_still: bool) -> list[Cluster]:
    largest = sorted(groups, key=lambda group: (-group.count, group.example_id))[:LIMIT]
    if not is_still:
        largest = _merge_overlapping(largest, zoom)
    singles = [group.example_id for group in largest if group.count == 1]
    names = {pk: (name, slug) for pk, name, slug in _NAMES.rows(singles)} if singles else {}
    clusters, (before, after) = [], around_slug("space")
    for group in largest:
        lat, lon, count = group.latitude, group.longitude, group.count
        single = names.get(group.example_id) if count == 1 else None
        if single:
            clusters.append(Cluster(lat, lon, 1, single[0], f"{before}{single[1]}{after}"))
        else:
            clusters.append(Cluster(lat, lon, count, "", "", group.box))
    return clusters


def search_link(bounds: list[str]) -> str:
    """Return the URL of the list of all spaces in a box."""
    return f"{fixed('search')}?bounds={quote_plus(bounds[0])}"


def set_urls(clusters: Iterable[Cluster], link: Callable[[list[str]], str]) -> None:
    """Set the URL of each cluster of several spaces, by a function of the parameter `bounds` of a list."""
    for cluster in clusters:
        if cluster.box and not cluster.url:
            cluster.url = link([_parameter(cluster.box)])


def _parameter(box: Box) -> str:
    """The box for a URL, rounded outwards to a tenth of a metre."""
    south, west, north, east = box
    down, up = math.floor, math.ceil
    rounded = (down(south * 1e6), down(west * 1e6), up(north * 1e6), up(east * 1e6))
    return ",".join([f"{degrees / 1e6:.9g}" for degrees in rounded])


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
    return bounds, zoom_of(bounds)


def zoom_of(bounds: Bounds) -> int:
    """Return the zoom at which a box fits a map of 640 pixels."""
    span = max(bounds.east - bounds.west, (bounds.north - bounds.south) * 1.4)
    return max(1, min(int(math.log2(360 * 640 / 256 / span)), 16))
