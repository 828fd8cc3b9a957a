"""Geometry of small pictures: prices over time as steps, prices of a place and views by the week as columns.

Pure: numbers in, coordinates of an SVG out (origin above left, units of its view box).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

STEPS_WIDTH, STEPS_HEIGHT = 320, 96
MARGIN = 14
COLUMNS_WIDTH, COLUMNS_HEIGHT = 300, 64
MOST_COLUMNS = 20
NICE = (1, 2, 5)


@dataclass(frozen=True)
class Steps:
    """A price as a step line: `path` is the line, `dots` are the points of known prices."""

    path: str
    dots: list[tuple[float, float]]


def steps(points: Sequence[tuple[dt.date, Decimal]]) -> Steps:
    """Draw at least two (date, amount), oldest first. The amounts' axis begins at zero."""
    first, last = points[0][0], points[-1][0]
    days = max((last - first).days, 1)
    highest = max(amount for _date, amount in points) or 1
    width, height = STEPS_WIDTH - 2 * MARGIN, STEPS_HEIGHT - 2 * MARGIN
    dots = [
        (
            round(MARGIN + width * (date - first).days / days, 1),
            round(MARGIN + height * (1 - float(amount / highest)), 1),
        )
        for date, amount in points
    ]
    path = f"M{dots[0][0]} {dots[0][1]}" + "".join(f"H{x}V{y}" for x, y in dots[1:])
    return Steps(path, dots)


@dataclass(slots=True)
class Column:
    """How many amounts lie in [low, high)."""

    low: int
    high: int
    count: int
    x: float
    y: float
    width: float
    height: float


def columns(amounts: dict[Decimal, int]) -> list[Column]:
    """Gather {amount: how many} into at most 20 columns, as wide as 1, 2, 5, 10 ... units of money."""
    size = _column_size(max(amounts) - min(amounts))
    first, last = int(min(amounts) // size), int(max(amounts) // size)
    counts = [0] * (last - first + 1)
    for amount, count in amounts.items():
        counts[int(amount // size) - first] += count
    width, highest = COLUMNS_WIDTH / len(counts), max(counts)
    return [
        Column(
            low=(first + number) * size,
            high=(first + number + 1) * size,
            count=count,
            x=round(number * width, 1),
            y=round(COLUMNS_HEIGHT * (1 - count / highest), 1),
            width=round(max(width - 2, 1), 1),
            height=round(COLUMNS_HEIGHT * count / highest, 1),
        )
        for number, count in enumerate(counts)
    ]


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


def bars(values: Sequence[int]) -> list[Bar]:
    """One column for each value, from zero up; the highest takes the whole height."""
    highest, width = max(*values, 1), COLUMNS_WIDTH / len(values)
    heights = [round(COLUMNS_HEIGHT * value / highest, 1) for value in values]
    return [
        Bar(round(number * width, 1), round(COLUMNS_HEIGHT - height, 1), round(max(width - 2, 1), 1), height)
        for number, height in enumerate(heights)
    ]


def median(amounts: dict[Decimal, int]) -> Decimal:
    """The middle one of {amount: how many}; the lower of two."""
    left = (sum(amounts.values()) + 1) // 2
    for amount in sorted(amounts):
        left -= amounts[amount]
        if left <= 0:
            return amount
    raise ValueError("no amounts")


def _column_size(spread: Decimal) -> int:
    """The smallest nice width that needs no more columns than fit."""
    power = 1
    while True:
        for nice in NICE:
            if spread / (nice * power) < MOST_COLUMNS - 1:
                return nice * power
        power *= 10
