"""Spherical Web Mercator, the projection of map tiles (EPSG:3857), in degrees."""

import math


def mercator(latitude: float) -> float:
    """Degrees of latitude -> Mercator's y, in degrees."""
    bounded = math.radians(max(-85.0, min(85.0, latitude)))
    return math.degrees(math.log(math.tan(math.pi / 4 + bounded / 2)))


def inverse_mercator(y: float) -> float:
    """Mercator's y in degrees -> degrees of latitude."""
    return math.degrees(2 * math.atan(math.exp(math.radians(max(-180.0, min(180.0, y))))) - math.pi / 2)
