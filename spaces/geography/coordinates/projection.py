"""Spherical Web Mercator, the projection of map tiles (EPSG:3857), in degrees."""

import math


def mercator(latitude: float) -> float:
    """Return Mercator's y, in degrees, of a latitude in degrees."""
    bounded = math.radians(max(-85.0, min(85.0, latitude)))
    return math.degrees(math.log(math.tan(math.pi / 4 + bounded / 2)))


def inverse_mercator(y: float) -> float:
    """Return the latitude, in degrees, of Mercator's y in degrees."""
    return math.degrees(2 * math.atan(math.exp(math.radians(max(-180.0, min(180.0, y))))) - math.pi / 2)
