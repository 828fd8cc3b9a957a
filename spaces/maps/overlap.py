"""Groups circles that would overlap on a map: a number that is half covered cannot be read."""

import math
from collections import defaultdict
from collections.abc import Sequence

MIN_DISTANCE = 0.85  # of the sum of two radii: circles may touch, and overlap a little


def group_overlapping(circles: Sequence[tuple[float, float, float]]) -> list[list[int]]:
    """Group the indices of circles (x, y, radius) that overlap.

    A circle joins the first group whose first circle it overlaps; the others are not compared.
    """
    if not circles:
        return []
    side = 2 * max(radius for _x, _y, radius in circles) or 1.0
    groups: list[list[int]] = []
    groups_in_square: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, (x, y, radius) in enumerate(circles):
        column, row = math.floor(x / side), math.floor(y / side)
        neighbourhood = ((column + right, row + down) for right in (-1, 0, 1) for down in (-1, 0, 1))
        for number in sorted(n for square in neighbourhood for n in groups_in_square.get(square, ())):
            first_x, first_y, first_radius = circles[groups[number][0]]
            if math.hypot(x - first_x, y - first_y) < MIN_DISTANCE * (radius + first_radius):
                groups[number].append(index)
                break
        else:
            groups_in_square[column, row].append(len(groups))
            groups.append([index])
    return groups
