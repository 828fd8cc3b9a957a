import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


def bounding_box(latitude: float, longitude: float, radius_km: float) -> tuple[float, float, float, float]:
    """South, west, north, east (degrees) of a box that holds the circle; all longitudes around a pole."""
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
    """The great-circle distance (haversine formula)."""
    return next(distances_km(latitude, longitude, [(other_latitude, other_longitude)]))


def distances_km(latitude: float, longitude: float, points: Iterable[tuple[float, float]]) -> Iterator[float]:
    """The great-circle distance of each point."""
    sin, cos, asin, sqrt, half = math.sin, math.cos, math.asin, math.sqrt, math.pi / 360
    here, there, round_here = latitude * half, longitude * half, cos(latitude * 2 * half)
    for north, east in points:
        part = (
            sin(north * half - here) ** 2 + round_here * cos(north * 2 * half) * sin(east * half - there) ** 2
        )
        yield 2 * EARTH_RADIUS_KM * asin(sqrt(part) if part < 1 else 1)
