"""Clusters of spaces for a view of the map, on a grid of about 72 pixels.

Rows of a pool are grouped here. Views of whole countries, without filters, are added up from `MapCell`, which
`refresh_cells` fills: there the map is as fresh as the last `rebuild_search`.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from django.db import transaction
from django.db.models import Avg, Count, F, Max, Min, Q, Sum
from django.db.models.functions import Floor

from coworking import bulk
from coworking.addresses import around_slug, fixed
from coworking.held import held
from coworking.prepared import Among, Prepared, Slot
from spaces.maps.bounds import Bounds
from spaces.maps.joining import joined
from spaces.maps.projection import mercator
from spaces.models import MapCell, Space
from spaces.models.geography import KM_PER_DEGREE
from spaces.search.pool import LATITUDE, LONGITUDE, PK, Row

CELL_PIXELS = 72
MAX_ZOOM = 18
LIMIT = 400
FLATNESS = 0.7  # the height of a cell in degrees, of its width
SUMMED_ZOOMS = range(12)
CELLS_ACROSS = 8  # a box: enough to tell about how many spaces it holds
BATCH = 2000
CELL = ("zoom", "row", "column", "country_code", "count", "latitude", "longitude", "one")
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


def _view(wraps: bool, country: bool):
    """The cells of a view that may cross the 180th meridian, of a country or of all."""
    west, east = Q(column__gte=Slot(3)), Q(column__lte=Slot(4))
    columns = west | east if wraps else west & east
    found = MapCell.objects.filter(columns, zoom=Slot(0), row__gte=Slot(1), row__lte=Slot(2))
    return found.filter(country_code=Slot(5)) if country else found


def _summed(cells):
    grouped = cells.values("row", "column").annotate(
        n=Sum("count"),
        lat=Sum(F("latitude") * F("count")) / Sum("count"),
        lon=Sum(F("longitude") * F("count")) / Sum("count"),
        first=Min("one"),
    )
    return grouped.order_by("-n", "first").values_list("n", "lat", "lon", "first")[:LIMIT]


def _counted(cells):
    return cells.order_by().values("zoom").annotate(n=Sum("count")).values_list("n")


_BOTH = (False, True)
_SUMS = {(a, b): Prepared(partial(lambda *how: _summed(_view(*how)), a, b)) for a in _BOTH for b in _BOTH}
_COUNTS = {wraps: Prepared(partial(lambda how: _counted(_view(how, False)), wraps)) for wraps in _BOTH}
_NAMES = Prepared(
    lambda: Space.objects.filter(Among("pk", Slot(0))).order_by().values_list("pk", "name", "slug")
)


def _sums(bounds: Bounds, zoom: int, country: str) -> list[tuple]:
    asked = _SUMS[bounds.west > bounds.east, bool(country)]
    return asked.rows(*_edges(bounds, zoom), *([country] if country else []))


def how_many_in(bounds: Bounds) -> int:
    """About how many spaces stand in a box, as of the last `rebuild_search`."""
    width = max(bounds.width, bounds.north - bounds.south, 1e-6)
    zoom = int(math.log2(360 * CELL_PIXELS / 256 * CELLS_ACROSS / width))
    return _count_in(bounds, max(0, min(zoom, SUMMED_ZOOMS[-1])))


def how_dense_in(bounds: Bounds) -> float:
    """About how many spaces stand on a square kilometre in and just around a small box.

    0 where none is counted, or the box crosses the 180th meridian.
    """
    zoom, south, north, west, east = _edges(bounds, SUMMED_ZOOMS[-1])
    cell_km = cell_size(zoom) * KM_PER_DEGREE
    high = (north - south + 1) * cell_km * FLATNESS
    wide = (east - west + 1) * cell_km * math.cos(math.radians(bounds.south))
    return _count_in(bounds, zoom) / (high * wide) if wide > 0 else 0.0


def _count_in(bounds: Bounds, zoom: int) -> int:
    """How many spaces the cells hold that a box touches."""
    rows = _COUNTS[bounds.west > bounds.east].rows(*_edges(bounds, zoom))
    return rows[0][0] if rows else 0


def _edges(bounds: Bounds, zoom: int) -> tuple[int, int, int, int, int]:
    """The zoom, the first and the last row, the first and the last column."""
    south, west = cell_of(bounds.south, bounds.west, zoom)
    north, east = cell_of(bounds.north, bounds.east, zoom)
    return zoom, south, north, west, east


def is_counted() -> bool:
    """Whether `refresh_cells` was here."""
    return MapCell.objects.exists()


def refresh_cells() -> int:
    """Count the spaces of every cell at every zoom anew; returns how many cells there are.

    The finest zoom is counted from the spaces, each coarser one from the one before: four cells become one.
    """
    with transaction.atomic():
        MapCell.objects.all().delete()
        counted = _finest_cells(SUMMED_ZOOMS[-1])
        while batch := list(islice(counted, BATCH)):
            bulk.insert_columns(MapCell, dict(zip(CELL, zip(*batch, strict=True), strict=True)))
        for zoom in reversed(SUMMED_ZOOMS[1:]):
            _sum_up(zoom)
    return MapCell.objects.count()


def _finest_cells(zoom: int) -> Iterator[tuple]:
    """A row of `CELL` for each cell that holds a space; the database counts."""
    listed = Space.objects.in_search().exclude(latitude=None).order_by()
    size = cell_size(zoom)
    cells = listed.annotate(
        row=Floor(F("latitude") / (size * FLATNESS)), column=Floor(F("longitude") / size)
    ).values("row", "column", "country_code")
    counted = cells.annotate(n=Count("pk"), lat=Avg("latitude"), lon=Avg("longitude"), first=Min("pk"))
    for cell in counted.iterator():
        place = int(cell["row"]), int(cell["column"]), cell["country_code"]
        yield zoom, *place, cell["n"], cell["lat"], cell["lon"], cell["first"]


def _sum_up(zoom: int) -> None:
    """Write the cells of the zoom below this one: they are twice as wide and as high."""
    cells = MapCell.objects.filter(zoom=zoom).annotate(
        half_row=F("row").bitrightshift(1), half_column=F("column").bitrightshift(1)
    )
    grouped = (
        cells.values("half_row", "half_column", "country_code")
        .order_by()
        .annotate(
            n=Sum("count"),
            lat=Sum(F("latitude") * F("count")) / Sum("count"),
            lon=Sum(F("longitude") * F("count")) / Sum("count"),
            first=Min("one"),
        )
    )
    rows = iter(
        grouped.values_list("half_row", "half_column", "country_code", "n", "lat", "lon", "first").iterator()
    )
    while batch := [(zoom - 1, *row) for row in islice(rows, BATCH)]:
        bulk.insert_columns(MapCell, dict(zip(CELL, zip(*batch, strict=True), strict=True)))


def cell_of(latitude: float, longitude: float, zoom: int) -> tuple[int, int]:
    """(row, column) of a point at a zoom."""
    size = cell_size(zoom)
    return math.floor(latitude / (size * FLATNESS)), math.floor(longitude / size)


def cell_size(zoom: int) -> float:
    """Width of a cell in degrees."""
    return 360 / 2**zoom * CELL_PIXELS / 256


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


@held
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
