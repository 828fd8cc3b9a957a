"""The weekly counts of a space, for its managers."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from spaces.analytics.counters import monday
from spaces.analytics.models import CountKind, WeeklyCount
from spaces.directory.models import Space


@dataclass(frozen=True)
class WeekCounts:
    """The counts of one week: page views, appearances in lists, clicks to the web site."""

    monday: dt.date
    views: int
    shown: int
    clicks: int


def weekly_counts(space: Space, number: int) -> list[WeekCounts]:
    """Return the last `number` weeks of a space, the current week last."""
    last = monday(timezone.localdate())
    mondays = [last - dt.timedelta(weeks=ago) for ago in reversed(range(number))]
    rows = WeeklyCount.objects.filter(space=space, week__gte=mondays[0])
    found = {(row.week, row.kind): row.count for row in rows}
    return [
        WeekCounts(
            week,
            found.get((week, CountKind.VIEW), 0),
            found.get((week, CountKind.SHOWN), 0),
            found.get((week, CountKind.CLICK), 0),
        )
        for week in mondays
    ]


def total_counts(weeks: Iterable[WeekCounts]) -> dict[str, int]:
    """Return {"views": sum, "shown": sum, "clicks": sum} of several weeks."""
    rows = list(weeks)
    return {name: sum(getattr(week, name) for week in rows) for name in ("views", "shown", "clicks")}
