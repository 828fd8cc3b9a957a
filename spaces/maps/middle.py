"""The part of the world where most spaces are: a few far ones would make the others one spot."""

from collections.abc import Iterable, Sequence

from spaces.geography.coordinates.bounds import Bounds

LEFT_OUT = 0.04  # of the spaces, on each side
MARGIN = 0.12  # of the width and the height
LEAST_MARGIN = 0.004  # degrees

WeightedPoint = tuple[float, float, int]
"""Latitude, longitude, and how many spaces are there"""


def middle_part(points: Iterable[WeightedPoint]) -> Bounds | None:
    """Return a box around most of the spaces, with a margin; None where there are none."""
    points = list(points)
    if not points:
        return None
    south, north = _middle([(latitude, count) for latitude, _longitude, count in points])
    west, east = _middle([(longitude, count) for _latitude, longitude, count in points])
    return Bounds(max(south, -85), max(west, -180), min(north, 85), min(east, 180))


def _middle(weighted: Sequence[tuple[float, int]]) -> tuple[float, float]:
    """Return the values between which most of the weight is, with a margin."""
    ascending = sorted(weighted)
    low, high = _past_the_tail(ascending), _past_the_tail(ascending[::-1])
    margin = max((high - low) * MARGIN, LEAST_MARGIN)
    return low - margin, high + margin


def _past_the_tail(ordered: Sequence[tuple[float, int]]) -> float:
    """Return the first value that is not among the share that is left out."""
    left = LEFT_OUT * sum(count for _value, count in ordered)
    for value, count in ordered:
        left -= count
        if left < 0:
            return value
    return ordered[-1][0]
