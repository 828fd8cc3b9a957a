"""Groups circles that would overlap on a map: a number that is half covered cannot be read.

The box of a group has nothing of another one, so that its URL lists exactly what it counts.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

Box = tuple[float, float, float, float]  # south, west, north, east; not across the 180th meridian

MIN_DISTANCE = 0.85  # of the sum of two radii: circles may touch, and overlap a little


def group_overlapping(circles: Sequence[tuple[float, float, float]], boxes: Sequence[Box]) -> list[list[int]]:
    """Group the indices of circles (x, y, radius) that overlap, and those whose boxes come to touch by that.

    Each circle has the box of what it counts; at the beginning no two boxes touch.
    """
    groups = {group[0]: group for group in _overlapping(circles)}
    joint = {
        first: around([boxes[index] for index in group]) if len(group) > 1 else boxes[first]
        for first, group in groups.items()
    }
    grown = [first for first, group in groups.items() if len(group) > 1]
    while grown:
        first = grown.pop()
        if first not in groups:
            continue  # it has joined another one
        south, west, north, east = box = joint[first]
        touching = [
            other
            for other, (s, w, n, e) in joint.items()
            if s <= north and n >= south and w <= east and e >= west and other != first
        ]
        if touching:
            joined = [groups.pop(other) for other in touching]
            joint[first] = around([box, *(joint.pop(other) for other in touching)])
            groups[first] = [*groups[first], *(index for group in joined for index in group)]
            grown.append(first)
    return list(groups.values())


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around some."""
    souths, wests, norths, easts = zip(*boxes, strict=True)
    return min(souths), min(wests), max(norths), max(easts)


def _overlapping(circles: Sequence[tuple[float, float, float]]) -> list[list[int]]:
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
