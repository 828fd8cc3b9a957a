"""Circles that lie over one another become one: a number that is half covered tells nothing."""

import math
from collections import defaultdict
from collections.abc import Sequence

OVERLAP = 0.85  # of the two radii together: circles may touch, and a little more


def joined(circles: Sequence[tuple[float, float, float]]) -> list[list[int]]:
    """The indices of circles (x, y, radius) that stand together, each group led by its first circle.

    The first circle comes first; each later one joins the first group whose leader it lies over.
    """
    if not circles:
        return []
    side = 2 * max(radius for _x, _y, radius in circles) or 1.0
    groups: list[list[int]] = []
    leaders: dict[tuple[int, int], list[int]] = defaultdict(list)  # square of the plane -> numbers of groups
    for index, (x, y, radius) in enumerate(circles):
        column, row = math.floor(x / side), math.floor(y / side)
        around = ((column + right, row + down) for right in (-1, 0, 1) for down in (-1, 0, 1))
        for number in sorted(number for square in around for number in leaders.get(square, ())):
            lead_x, lead_y, lead_radius = circles[groups[number][0]]
            if math.hypot(x - lead_x, y - lead_y) < OVERLAP * (radius + lead_radius):
                groups[number].append(index)
                break
        else:
            leaders[column, row].append(len(groups))
            groups.append([index])
    return groups
