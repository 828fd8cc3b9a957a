"""A box on the globe, in degrees."""

import math
from dataclasses import dataclass


class BoundsError(ValueError):
    """The text is not "south,west,north,east" in degrees."""


@dataclass(frozen=True)
class Bounds:
    """A box in degrees; `west` > `east` means that it crosses the 180th meridian."""

    south: float
    west: float
    north: float
    east: float

    @classmethod
    def parse(cls, text: str) -> "Bounds":
        """Parse "south,west,north,east". Raises BoundsError."""
        try:
            south, west, north, east = (float(part) for part in text.split(","))
        except ValueError:
            raise BoundsError(text[:100]) from None
        if not all(map(math.isfinite, (south, west, north, east))) or not -90 <= south <= north <= 90:
            raise BoundsError(text[:100])
        if east - west >= 360:
            return cls(south, -180, north, 180)
        return cls(south, _normalize_longitude(west), north, _normalize_longitude(east))

    @property
    def width(self) -> float:
        """The number of degrees from west to east."""
        return (self.east - self.west) % 360 if self.east != self.west + 360 else 360

    def __str__(self) -> str:
        return f"{self.south:.5f},{self.west:.5f},{self.north:.5f},{self.east:.5f}"


def _normalize_longitude(longitude: float) -> float:
    return longitude if -180 <= longitude <= 180 else (longitude + 180) % 360 - 180
