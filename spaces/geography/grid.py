"""A fixed grid of half degrees over the globe: an index on its cells finds what stands in a box.

Cells are numbered from the south-west, row by row, so that a row of a box is one range of numbers.
"""

from collections.abc import Iterator

from spaces.geography.bounds import Bounds

PER_DEGREE = 2
COLUMNS = 360 * PER_DEGREE
ROWS = 180 * PER_DEGREE


def cell_of(latitude: float | None, longitude: float | None) -> int | None:
    """The number of the cell that holds a point; None for no point."""
    if latitude is None or longitude is None:
        return None
    return _row(latitude) * COLUMNS + _column(longitude)


def cell_ranges(bounds: Bounds) -> list[tuple[int, int]]:
    """(first, last) of the runs of cells that a box touches, both included."""
    spans = [(bounds.west, bounds.east)]
    if bounds.west > bounds.east:
        spans = [(bounds.west, 180.0), (-180.0, bounds.east)]
    return [
        (row * COLUMNS + _column(west), row * COLUMNS + _column(east))
        for row in range(_row(bounds.south), _row(bounds.north) + 1)
        for west, east in spans
    ]


def cell_count(bounds: Bounds) -> int:
    """How many cells a box touches."""
    return sum(last - first + 1 for first, last in cell_ranges(bounds))


def cells(bounds: Bounds) -> Iterator[int]:
    """Every cell that a box touches."""
    for first, last in cell_ranges(bounds):
        yield from range(first, last + 1)


def _row(latitude: float) -> int:
    return min(max(int((latitude + 90) * PER_DEGREE), 0), ROWS - 1)


def _column(longitude: float) -> int:
    return min(max(int((longitude + 180) * PER_DEGREE), 0), COLUMNS - 1)
