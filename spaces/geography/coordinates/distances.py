"""Great-circle distances, and boxes around circles."""

import math
from collections.abc import Iterable, Iterator

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
KM_PER_DEGREE = 111.2  # of latitude


def bounding_box(latitude: float, longitude: float, radius_km: float) -> tuple[float, float, float, float]:
    """Return (south, west, north, east) in degrees of a box around a circle.

    Around a pole it spans all longitudes; `west` > `east` means that it crosses the 180th meridian.
    """
    d_lat = math.degrees(radius_km / EARTH_RADIUS_KM)
    south, north = latitude - d_lat, latitude + d_lat
    ratio = math.inf
    if south > -90 and north < 90:
        ratio = math.sin(radius_km / EARTH_RADIUS_KM) / math.cos(math.radians(latitude))
    if ratio >= 1:
        return max(south, -90), -180, min(north, 90), 180
    d_lon = math.degrees(math.asin(ratio))
    return south, (longitude - d_lon + 540) % 360 - 180, north, (longitude + d_lon + 540) % 360 - 180


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the great-circle distance of two points in degrees (haversine formula)."""
    return next(distances_km(latitude, longitude, [(other_latitude, other_longitude)]))


def distances_km(latitude: float, longitude: float, points: Iterable[tuple[float, float]]) -> Iterator[float]:
    """Yield the great-circle distance of each (latitude, longitude) from one point."""
    # Local names and half angles: this runs for every space within a circle.
    sin, cos, asin, sqrt, half = math.sin, math.cos, math.asin, math.sqrt, math.pi / 360
    half_lat, half_lon, cos_lat = latitude * half, longitude * half, cos(latitude * 2 * half)
    for other_lat, other_lon in points:
        haversine = (
            sin(other_lat * half - half_lat) ** 2
            + cos_lat * cos(other_lat * 2 * half) * sin(other_lon * half - half_lon) ** 2
        )
        yield 2 * EARTH_RADIUS_KM * asin(sqrt(haversine) if haversine < 1 else 1)
