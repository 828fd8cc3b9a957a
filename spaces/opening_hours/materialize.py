"""Store when schedules are open in the coming weeks, so that one SQL query can filter any number of spaces.

The rules stay in `spaces.opening_hours.evaluate`: this module stores their results, with holidays and clock
changes; a day on which the clocks change is evaluated minute by minute. A moment outside the stored weeks is
evaluated directly.
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
MIN_DAYS_AHEAD = 28  # a schedule with fewer stored days is written again
WEEK = 7 * 24 * 60
BATCH = 200
EPOCH = dt.datetime(1970, 1, 1)
DAY = dt.timedelta(days=1)

Minutes = list[tuple[int, int]]  # (start, end) in minutes since the start of 1970, end not included


def extend_spans() -> int:
    """Write the spans of schedules that have too few days stored; return the number of schedules."""
    limit = timezone.now().date() + dt.timedelta(days=MIN_DAYS_AHEAD)
    incomplete = list(Schedule.objects.filter(Q(spans_until=None) | Q(spans_until__lt=limit)).order_by("pk"))
    for start in range(0, len(incomplete), BATCH):
        write_spans(incomplete[start : start + BATCH])
    return len(incomplete)


@transaction.atomic
def write_spans(schedules: Iterable[Schedule]) -> None:
    """Replace the spans of these schedules, from two days ago to five weeks ahead."""
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
    """Return when a schedule is open, in UTC, from the start of `first` to the end of `last`, local time."""
    zone = evaluate.time_zone(schedule.timezone)
    intervals = [
        (int(start.timestamp()) // 60, int(end.timestamp()) // 60)
        for start, end in evaluate.open_intervals(schedule, first, last + DAY)
    ]
    found: Minutes = []
    for midnight, next_midnight, offset, next_offset in _offset_runs(zone, first, last):
        start, end = wall_minute(midnight) - offset, wall_minute(next_midnight) - next_offset
        if offset == next_offset:
            found += _clip(intervals, start, end)
        else:
            found += [(m, m + 1) for m in range(start, end) if evaluate.is_open(schedule, _instant(m))]
    return _merge(found)


def wall_minutes(instants: Minutes, zone: ZoneInfo, first: dt.date, last: dt.date) -> Minutes:
    """Convert the result of `open_minutes` to local time."""
    found: Minutes = []
    for midnight, next_midnight, offset, next_offset in _offset_runs(zone, first, last):
        start, end = wall_minute(midnight), wall_minute(next_midnight)
        if offset == next_offset:
            found += _clip([(a + offset, b + offset) for a, b in instants], start, end)
        else:
            is_open = {minute for a, b in instants for minute in range(a, b)}
            offsets = {
                minute: _utc_offset(EPOCH + dt.timedelta(minutes=minute), zone)
                for minute in range(start, end)
            }
            found += [(m, m + 1) for m in range(start, end) if m - offsets[m] in is_open]
    return _merge(found)


@lru_cache(maxsize=1024)
def _offset_runs(
    zone: ZoneInfo, first: dt.date, last: dt.date
) -> list[tuple[dt.datetime, dt.datetime, int, int]]:
    """Return (midnight, later midnight, UTC offset at each): consecutive days with one offset are one run.

    A day on which the clocks change is a run of its own, with two different offsets.
    """
    runs: list[tuple[dt.datetime, dt.datetime, int, int]] = []
    for number in range((last - first).days + 1):
        midnight = dt.datetime.combine(first + number * DAY, dt.time())
        offsets = _utc_offset(midnight, zone), _utc_offset(midnight + DAY, zone)
        if runs and runs[-1][2:] == offsets and offsets[0] == offsets[1]:
            midnight = runs.pop()[0]
        runs.append((midnight, dt.datetime.combine(first + (number + 1) * DAY, dt.time()), *offsets))
    return runs


def _clip(spans: Minutes, start: int, end: int) -> Minutes:
    moved = ((max(a, start), min(b, end)) for a, b in spans)
    return [(a, b) for a, b in moved if a < b]


def _instant(minute: int) -> dt.datetime:
    return EPOCH.replace(tzinfo=dt.UTC) + dt.timedelta(minutes=minute)


def wall_minute(wall: dt.datetime) -> int:
    """Return the minutes from the start of 1970 to a naive time."""
    return int((wall - EPOCH).total_seconds()) // 60


def _utc_offset(wall: dt.datetime, zone: ZoneInfo) -> int:
    """Return the minutes that local time is ahead of UTC; for a skipped or repeated time, those before it."""
    offset = wall.replace(tzinfo=zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // 60


def _merge(spans: Minutes) -> Minutes:
    joined: Minutes = []
    for start, end in spans:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _split_by_week(spans: Minutes) -> Iterator[tuple[int, int]]:
    """Split spans longer than a week, so that a look-up need not look back further."""
    for start, end in spans:
        for piece in range(start, end, WEEK):
            yield piece, min(piece + WEEK, end)


def open_at(spaces: "SpaceQuerySet", moment: dt.datetime) -> "SpaceQuerySet":
    """Filter `spaces` to those that are open at an aware moment, or at a naive local time."""
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
    unstored = _schedules_without_spans((moment if is_wall else moment.astimezone(dt.UTC)).date())
    if unstored:
        is_open |= Q(schedule__in=evaluate.open_schedule_ids(unstored, moment))
    return spaces.filter(is_open)


def open_on(spaces: "SpaceQuerySet", day: dt.date) -> "SpaceQuerySet":
    """Filter `spaces` to those that are open at some time of a day, by their own clocks."""
    start = wall_minute(dt.datetime.combine(day, dt.time()))
    end = start + 24 * 60
    spans = ScheduleSpan.objects.filter(
        schedule=OuterRef("schedule"), is_wall=True, start__lt=end, start__gt=start - WEEK, end__gt=start
    )
    is_open = Q(Exists(spans))
    unstored = _schedules_without_spans(day)
    if unstored:
        open_then = [one.pk for one in unstored if evaluate.open_intervals(one, day, day + DAY)]
        is_open |= Q(schedule__in=open_then)
    return spaces.filter(is_open)


def _schedules_without_spans(day: dt.date) -> list[Schedule]:
    """Return the schedules whose spans may not cover all of a day, in whatever time zone they are."""
    return list(
        Schedule.objects.filter(Q(spans_until=None) | Q(spans_until__lte=day) | Q(spans_from__gte=day))
    )
