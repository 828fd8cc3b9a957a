"""When schedules are open, written out for the coming weeks, so that SQL can ask it of any number of them.

The rules of `spaces.opening_hours.evaluate` stay the only ones: what is written here is what they say,
holidays and clock changes included; days on which a clock changes are asked minute by minute. A moment
outside the weeks that are written out is asked of the rules themselves.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from coworking.database import bulk
from spaces.opening_hours import evaluate
from spaces.opening_hours.models import Schedule, ScheduleSpan

if TYPE_CHECKING:
    from spaces.directory.querysets import SpaceQuerySet

DAYS_BACK, DAYS_AHEAD = 2, 35
FEWEST_DAYS_AHEAD = 28  # a schedule that knows fewer is written out anew
WEEK = 7 * 24 * 60
BATCH = 200
EPOCH = dt.datetime(1970, 1, 1)
DAY = dt.timedelta(days=1)

Minutes = list[tuple[int, int]]  # (start, end), end not included


def extend_spans() -> int:
    """Write out the schedules that know too little of the coming weeks; returns how many."""
    limit = timezone.now().date() + dt.timedelta(days=FEWEST_DAYS_AHEAD)
    lacking = list(Schedule.objects.filter(Q(spans_until=None) | Q(spans_until__lt=limit)).order_by("pk"))
    for start in range(0, len(lacking), BATCH):
        write_spans(lacking[start : start + BATCH])
    return len(lacking)


@transaction.atomic
def write_spans(schedules: Iterable[Schedule]) -> None:
    """Replace the spans of these schedules by those from two days ago to five weeks ahead."""
    today = timezone.now().date()
    first, last = today - DAYS_BACK * DAY, today + DAYS_AHEAD * DAY
    batch = list(schedules)
    if not batch:
        return
    ScheduleSpan.objects.filter(schedule__in=batch).delete()
    rows = [row for schedule in batch for row in _rows(schedule, first, last)]
    if rows:
        names = ("schedule_id", "is_wall", "start", "end")
        bulk.insert_columns(ScheduleSpan, dict(zip(names, zip(*rows, strict=True), strict=True)))
    for schedule in batch:
        schedule.spans_from, schedule.spans_until = first, last
    written = Schedule.objects.filter(pk__in=[schedule.pk for schedule in batch])
    written.update(spans_from=first, spans_until=last)


def _rows(schedule: Schedule, first: dt.date, last: dt.date) -> Iterator[tuple[int, bool, int, int]]:
    instants = open_minutes(schedule, first, last)
    walls = wall_minutes(instants, evaluate.time_zone(schedule.timezone), first, last)
    for is_wall, spans in ((False, instants), (True, walls)):
        for start, end in _split_by_week(spans):
            yield schedule.pk, is_wall, start, end


def open_minutes(schedule: Schedule, first: dt.date, last: dt.date) -> Minutes:
    """The minutes of instants at which it is open, from the start of `first` to the end of `last` there."""
    zone = evaluate.time_zone(schedule.timezone)
    intervals = [
        (int(start.timestamp()) // 60, int(end.timestamp()) // 60)
        for start, end in evaluate.open_intervals(schedule, first, last + DAY)
    ]
    found: Minutes = []
    for midnight, next_midnight, shift, next_shift in _runs(zone, first, last):
        start, end = wall_minute(midnight) - shift, wall_minute(next_midnight) - next_shift
        if shift == next_shift:
            found += _clipped(intervals, start, end)
        else:
            found += [(m, m + 1) for m in range(start, end) if evaluate.is_open(schedule, _instant(m))]
    return _merged(found)


def wall_minutes(instants: Minutes, zone: ZoneInfo, first: dt.date, last: dt.date) -> Minutes:
    """The same on the place's own clock."""
    found: Minutes = []
    for midnight, next_midnight, shift, next_shift in _runs(zone, first, last):
        start, end = wall_minute(midnight), wall_minute(next_midnight)
        if shift == next_shift:
            found += _clipped([(a + shift, b + shift) for a, b in instants], start, end)
        else:
            is_open = {minute for a, b in instants for minute in range(a, b)}
            shifts = {
                minute: _utc_offset(EPOCH + dt.timedelta(minutes=minute), zone)
                for minute in range(start, end)
            }
            found += [(m, m + 1) for m in range(start, end) if m - shifts[m] in is_open]
    return _merged(found)


@lru_cache(maxsize=1024)
def _runs(zone: ZoneInfo, first: dt.date, last: dt.date) -> list[tuple[dt.datetime, dt.datetime, int, int]]:
    """(midnight, a later midnight, how far the clock is ahead at each): days with one clock in one piece.

    A day on which the clock changes is a piece of its own: there the two differ.
    """
    runs: list[tuple[dt.datetime, dt.datetime, int, int]] = []
    for number in range((last - first).days + 1):
        midnight = dt.datetime.combine(first + number * DAY, dt.time())
        shifts = _utc_offset(midnight, zone), _utc_offset(midnight + DAY, zone)
        if runs and runs[-1][2:] == shifts and shifts[0] == shifts[1]:
            midnight = runs.pop()[0]
        runs.append((midnight, dt.datetime.combine(first + (number + 1) * DAY, dt.time()), *shifts))
    return runs


def _clipped(spans: Minutes, start: int, end: int) -> Minutes:
    moved = ((max(a, start), min(b, end)) for a, b in spans)
    return [(a, b) for a, b in moved if a < b]


def _instant(minute: int) -> dt.datetime:
    return EPOCH.replace(tzinfo=dt.UTC) + dt.timedelta(minutes=minute)


def wall_minute(wall: dt.datetime) -> int:
    """Minutes from the start of 1970 to a naive time."""
    return int((wall - EPOCH).total_seconds()) // 60


def _utc_offset(wall: dt.datetime, zone: ZoneInfo) -> int:
    """Minutes that the clock is ahead of UTC; of a time that the clock skips or repeats, those before."""
    offset = wall.replace(tzinfo=zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // 60


def _merged(spans: Minutes) -> Minutes:
    joined: Minutes = []
    for start, end in spans:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _split_by_week(spans: Minutes) -> Iterator[tuple[int, int]]:
    """The same, no span longer than a week: a look-up then need not look back further."""
    for start, end in spans:
        for piece in range(start, end, WEEK):
            yield piece, min(piece + WEEK, end)


def open_at(spaces: "SpaceQuerySet", moment: dt.datetime) -> "SpaceQuerySet":
    """Those of `spaces` that are open: at an aware moment, or when the clock there shows a naive one."""
    is_wall = timezone.is_naive(moment)
    minute = wall_minute(moment) if is_wall else int(moment.timestamp()) // 60
    spans = ScheduleSpan.objects.filter(
        schedule=OuterRef("schedule"),
        is_wall=is_wall,
        start__lte=minute,
        start__gt=minute - WEEK,
        end__gt=minute,
    )
    is_open = Q(Exists(spans))
    unwritten = _schedules_without_spans((moment if is_wall else moment.astimezone(dt.UTC)).date())
    if unwritten:
        is_open |= Q(schedule__in=evaluate.open_schedule_ids(unwritten, moment))
    return spaces.filter(is_open)


def _schedules_without_spans(day: dt.date) -> list[Schedule]:
    """Schedules whose spans may not tell of all the moments of a day, wherever they are."""
    return list(
        Schedule.objects.filter(Q(spans_until=None) | Q(spans_until__lte=day) | Q(spans_from__gte=day))
    )
