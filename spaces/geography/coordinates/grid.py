"""A fixed grid of half-degree cells over the globe: an index on `Space.cell` finds the spaces in a box.

Cells are numbered from the south-west, row by row, so that each row of a box is one range of numbers.
"""

from collections.abc import Iterator

from spaces.geography.coordinates.bounds import Bounds

CELLS_PER_DEGREE = 2
COLUMNS = 360 * CELLS_PER_DEGREE
ROWS = 180 * CELLS_PER_DEGREE


def cell_of(latitude: float | None, longitude: float | None) -> int | None:
    """Return the number of the cell that contains a point; None without a point."""
    if latitude is None or longitude is None:
        return None
    return _row(latitude) * COLUMNS + _column(longitude)


def cell_ranges(bounds: Bounds) -> list[tuple[int, int]]:
    """Return the ranges of cells that a box overlaps, as (first, last), both included."""
    spans = [(bounds.west, bounds.east)]
    if bounds.west > bounds.east:
        spans = [(bounds.west, 180.0), (-180.0, bounds.east)]
    return [
        (row * COLUMNS + _column(west), row * COLUMNS + _column(east))
        for row in range(_row(bounds.south), _row(bounds.north) + 1)
        for west, east in spans
    ]


def cell_count(bounds: Bounds) -> int:
    """Return the number of cells that a box overlaps."""
    return sum(last - first + 1 for first, last in cell_ranges(bounds))


def cells(bounds: Bounds) -> Iterator[int]:
    """Yield every cell that a box overlaps."""
    for first, last in cell_ranges(bounds):
        yield from range(first, last + 1)


def _row(latitude: float) -> int:
    return min(max(int((latitude + 90) * CELLS_PER_DEGREE), 0), ROWS - 1)


def _column(longitude: float) -> int:
    return min(max(int((longitude + 180) * CELLS_PER_DEGREE), 0), COLUMNS - 1)
