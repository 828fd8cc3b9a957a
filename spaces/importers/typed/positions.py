"""Positions of a table."""

from spaces.importers.values import clean
from spaces.importers.values.cells import Cells


def position(cells: Cells, latitude: str = "latitude", longitude: str = "longitude") -> dict[str, float]:
    """{"latitude", "longitude"} of these two columns, or nothing; what is no position is noted."""
    typed = [cells.texts.get(column, "").strip() for column in (latitude, longitude)]
    if not any(typed):
        return {}
    found = clean.position(*typed)
    if not found:
        cells.refuse(f"{latitude}, {longitude}", ", ".join(typed))
        return {}
    return {"latitude": found[0], "longitude": found[1]}
