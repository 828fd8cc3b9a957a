import math
from collections.abc import Iterator
from functools import partial
from itertools import islice

from django.db import transaction
from django.db.models import Avg, Count, F, Min, Q, Sum
from django.db.models.functions import Floor

from coworking.database import bulk
from coworking.database.prepared import Param, PreparedQuery
from spaces.directory.models import Space
from spaces.geography.bounds import Bounds
from spaces.geography.distances import KM_PER_DEGREE
from spaces.search_index.models import MapCell

CELL_PIXELS = 72
FLATNESS = 0.7  # the height of a cell in degrees, of its width
SUMMED_ZOOMS = range(12)
CELLS_ACROSS = 8  # a box: enough to tell about how many spaces it holds
BATCH = 2000
CELL = ("zoom", "row", "column", "country_code", "count", "latitude", "longitude", "one")


def _view(wraps: bool, country: bool):
    """The cells of a view that may cross the 180th meridian, of a country or of all."""
    west, east = Q(column__gte=Param(3)), Q(column__lte=Param(4))
    columns = west | east if wraps else west & east
    found = MapCell.objects.filter(columns, zoom=Param(0), row__gte=Param(1), row__lte=Param(2))
    return found.filter(country_code=Param(5)) if country else found


def _counted(cells):
    return cells.order_by().values("zoom").annotate(n=Sum("count")).values_list("n")


_BOTH = (False, True)
_COUNTS = {wraps: PreparedQuery(partial(lambda how: _counted(_view(how, False)), wraps)) for wraps in _BOTH}


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
