"""Counts of spaces by cell of the map, at twelve zooms: what views of whole countries are drawn from.

`refresh_cells` fills the table; counts are those of the last `rebuild_search`.
"""

import math
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Avg, Count, F, Min, Q, QuerySet, Sum
from django.db.models.functions import Floor

from coworking.database import bulk
from coworking.database.prepared import Param, PreparedQuery
from coworking.database.writing.short_transactions import short_transaction
from coworking.database.writing.spooled import SpooledBatches
from spaces.directory.models import Space
from spaces.geography.coordinates.bounds import Bounds
from spaces.search_index.models import MapCell

CELL_PIXELS = 72
HEIGHT_RATIO = 0.7  # height of a cell in degrees, divided by its width
SUMMED_ZOOMS = range(12)
CELLS_ACROSS = 8  # of a box whose spaces are estimated
BATCH = 5000
CELL_COLUMNS = ("zoom", "row", "column", "country_code", "count", "latitude", "longitude", "example_id")
Cell = tuple[Any, ...]  # values of CELL_COLUMNS


def cells_in_view(crosses_180: bool, has_country: bool) -> QuerySet[MapCell]:
    """Return the cells of a view, with parameters: those of `cell_range`, then the code of the country."""
    west, east = Q(column__gte=Param(3)), Q(column__lte=Param(4))
    columns = west | east if crosses_180 else west & east
    cells = MapCell.objects.filter(columns, zoom=Param(0), row__gte=Param(1), row__lte=Param(2))
    return cells.filter(country_code=Param(5)) if has_country else cells


def _sum_of_counts(crosses_180: bool) -> QuerySet[MapCell, Any]:
    cells = cells_in_view(crosses_180, has_country=False)
    return cells.order_by().values("zoom").annotate(n=Sum("count")).values_list("n")


_COUNTS = {crosses: PreparedQuery(partial(_sum_of_counts, crosses)) for crosses in (False, True)}


def approximate_count(bounds: Bounds) -> int:
    """Return about how many spaces are in a box, as of the last `rebuild_search`."""
    width = max(bounds.width, bounds.north - bounds.south, 1e-6)
    zoom = int(math.log2(360 * CELL_PIXELS / 256 * CELLS_ACROSS / width))
    return _count_in(bounds, max(0, min(zoom, SUMMED_ZOOMS[-1])))


def _count_in(bounds: Bounds, zoom: int) -> int:
    """Return the number of spaces in all cells that a box touches."""
    rows = _COUNTS[bounds.west > bounds.east].rows(*cell_range(bounds, zoom))
    return rows[0][0] if rows else 0


def cell_range(bounds: Bounds, zoom: int) -> tuple[int, int, int, int, int]:
    """Return (zoom, first row, last row, first column, last column) of the cells that a box touches."""
    south, west = cell_of(bounds.south, bounds.west, zoom)
    north, east = cell_of(bounds.north, bounds.east, zoom)
    return zoom, south, north, west, east


def has_cells() -> bool:
    """Whether `refresh_cells` has counted any space."""
    return MapCell.objects.exists()


def refresh_cells() -> int:
    """Count the spaces of every cell at every zoom; return the number of cells.

    The finest zoom is counted from the spaces, each coarser one from the one before: four cells become one.
    """
    _replace(SUMMED_ZOOMS[-1], _finest_cells(SUMMED_ZOOMS[-1]))
    for zoom in reversed(SUMMED_ZOOMS[1:]):
        _replace(zoom - 1, _summed_up(zoom))
    return MapCell.objects.count()


def _replace(zoom: int, cells: Iterable[Cell]) -> None:
    """Replace the cells of a zoom, which come in the order of their rows, some whole rows at a time.

    All are counted before the first is written: a query of SQLite that has begun keeps its view of the
    database, in which nobody can write once another has.
    """
    above = Q()
    for batch in SpooledBatches(_whole_rows(cells), 1):
        rows = batch[0]
        last = Q(row__lte=rows[-1][1])
        with short_transaction():
            MapCell.objects.filter(above & last, zoom=zoom).delete()
            bulk.insert_columns(MapCell, dict(zip(CELL_COLUMNS, zip(*rows, strict=True), strict=True)))
        above = ~last
    with short_transaction():
        MapCell.objects.filter(above, zoom=zoom).delete()


def _whole_rows(cells: Iterable[Cell]) -> Iterator[list[Cell]]:
    """Lists of about BATCH cells; a row of the map is in one of them."""
    batch: list[Cell] = []
    for _row, row in groupby(cells, key=itemgetter(1)):
        batch += row
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _finest_cells(zoom: int) -> Iterator[Cell]:
    """Yield the `CELL_COLUMNS` of each cell with a space; the database counts."""
    listed = Space.objects.in_search().exclude(latitude=None).order_by()
    size = cell_size(zoom)
    cells = listed.annotate(
        row=Floor(F("latitude") / (size * HEIGHT_RATIO)), column=Floor(F("longitude") / size)
    ).values("row", "column", "country_code")
    counted = cells.annotate(n=Count("pk"), lat=Avg("latitude"), lon=Avg("longitude"), first=Min("pk"))
    for cell in counted.order_by("row").iterator():
        place = int(cell["row"]), int(cell["column"]), cell["country_code"]
        yield zoom, *place, cell["n"], cell["lat"], cell["lon"], cell["first"]


def _summed_up(zoom: int) -> Iterator[Cell]:
    """Yield the cells of the zoom below this one: they are twice as wide and as high."""
    cells = MapCell.objects.filter(zoom=zoom).annotate(
        half_row=F("row").bitrightshift(1), half_column=F("column").bitrightshift(1)
    )
    grouped = (
        cells.values("half_row", "half_column", "country_code")
        .order_by("half_row")
        .annotate(
            n=Sum("count"),
            lat=Sum(F("latitude") * F("count")) / Sum("count"),
            lon=Sum(F("longitude") * F("count")) / Sum("count"),
            first=Min("example_id"),
        )
    )
    rows = grouped.values_list("half_row", "half_column", "country_code", "n", "lat", "lon", "first")
    for row in rows.iterator():
        yield zoom - 1, *row


def cell_of(latitude: float, longitude: float, zoom: int) -> tuple[int, int]:
    """Return (row, column) of a point at a zoom."""
    size = cell_size(zoom)
    return math.floor(latitude / (size * HEIGHT_RATIO)), math.floor(longitude / size)


def cell_size(zoom: int) -> float:
    """Return the width of a cell in degrees."""
    return 360 / (1 << zoom) * CELL_PIXELS / 256
