"""Opening hours in OpenStreetMap's syntax, in the place's own time zone and with its public holidays.

Syntax: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification, read by opening-hours-py.
An aware time is an instant; a naive one is the wall clock of the place.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import opening_hours as osm
from django.utils import timezone

if TYPE_CHECKING:
    from spaces.opening_hours.models import Schedule

LOOK_AHEAD_DAYS = 366  # a change further away than this counts as none
UTC = ZoneInfo("UTC")  # the library refuses datetime.timezone.utc


@dataclass(frozen=True)
class OpenStatus:
    """How a place stands at one moment; times are aware, in the place's zone, None when there is none."""

    is_open: bool
    is_unknown: bool
    closes_at: dt.datetime | None
    opens_at: dt.datetime | None
    comment: str


@dataclass(frozen=True)
class Span:
    """Open from `start` to `end`, in minutes after midnight (0 to 1440)."""

    start: int
    end: int
    comment: str = ""

    @property
    def text(self) -> str:
        return f"{clock(self.start)}–{clock(self.end)}"


@dataclass(frozen=True)
class Day:
    date: dt.date
    spans: tuple[Span, ...]


def clock(minutes: int) -> str:
    """540 -> "09:00"; 1440 -> "24:00"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


@lru_cache(maxsize=4096)
def is_valid(expression: str) -> bool:
    """Tell whether `expression` can be evaluated."""
    return bool(expression) and osm.validate(expression)


@lru_cache(maxsize=1024)  # ZoneInfo itself keeps eight, and a list of the world has two dozen
def time_zone(name: str) -> ZoneInfo:
    """The time zone called `name`; UTC when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def open_schedule_ids(schedules: Iterable["Schedule"], at: dt.datetime) -> list[int]:
    """The primary keys of the schedules that are open at `at`."""
    return [schedule.pk for schedule in schedules if is_open(schedule, at)]


def is_open(schedule: "Schedule", at: dt.datetime) -> bool:
    """Whether the schedule is open at `at`."""
    place = time_zone(schedule.timezone)
    rules = _parse(schedule.expression, schedule.country_code, place.key)
    return rules.state(_in_zone(at, place))[0] == osm.State.OPEN


def open_intervals(
    schedule: "Schedule", first: dt.date, end: dt.date
) -> list[tuple[dt.datetime, dt.datetime]]:
    """(opens, closes), aware, from the start of day `first` there to the start of day `end`."""
    place = time_zone(schedule.timezone)
    rules = _parse(schedule.expression, schedule.country_code, place.key)
    start, stop = (_in_zone(dt.datetime.combine(day, dt.time()), place) for day in (first, end))
    return [
        (opens, closes or stop)
        for opens, closes, state, _comment in rules.intervals(start, stop)
        if state == osm.State.OPEN
    ]


def status_at(schedule: "Schedule", at: dt.datetime | None = None) -> OpenStatus:
    """How the schedule stands at `at` (now, when not given), whose seconds make no difference."""
    minute = (at or timezone.now()).replace(second=0, microsecond=0)
    return status_of_expression(schedule.expression, schedule.country_code, schedule.timezone, minute)


def status_of_expression(
    expression: str, country: str, timezone_name: str, minute: dt.datetime
) -> OpenStatus:
    """The same of hours written as OSM does, of a country (for its holidays) and a time zone."""
    place = time_zone(timezone_name)
    moment = _in_zone(minute, place)
    rules = _parse(expression, country, place.key)
    state, comment = rules.state(moment)
    change = rules.next_change(moment)
    is_open = state == osm.State.OPEN
    return OpenStatus(
        is_open=is_open,
        is_unknown=state == osm.State.UNKNOWN,
        closes_at=change if is_open else None,
        opens_at=None if is_open else _next_opening(rules, moment),
        comment=comment,
    )


def week(schedule: "Schedule", first: dt.date) -> list[Day]:
    """Seven days from `first`; a span that passes midnight is cut there and goes on the next day."""
    place = time_zone(schedule.timezone)
    rules = _parse(schedule.expression, schedule.country_code, place.key)
    return [_day(rules, first + dt.timedelta(days=number), place) for number in range(7)]


def _day(rules: osm.OpeningHours, date: dt.date, place: ZoneInfo) -> Day:
    start = _in_zone(dt.datetime.combine(date, dt.time()), place)
    end = _in_zone(dt.datetime.combine(date + dt.timedelta(days=1), dt.time()), place)
    spans = [
        Span(_minutes(opens, date), _minutes(closes or end, date), comment)
        for opens, closes, state, comment in rules.intervals(start, end)
        if state == osm.State.OPEN
    ]
    return Day(date, tuple(span for span in spans if span.end > span.start))


def _minutes(moment: dt.datetime, date: dt.date) -> int:
    if moment.date() > date:
        return 1440
    return 0 if moment.date() < date else moment.hour * 60 + moment.minute


def _in_zone(moment: dt.datetime, place: ZoneInfo) -> dt.datetime:
    """`moment` in the zone; a wall-clock time that the spring change skips moves to the hour after it."""
    if timezone.is_naive(moment):
        moment = moment.replace(tzinfo=place)
    return moment.astimezone(dt.UTC).astimezone(place)


def _next_opening(rules: osm.OpeningHours, moment: dt.datetime) -> dt.datetime | None:
    horizon = moment + dt.timedelta(days=LOOK_AHEAD_DAYS)
    for _ in range(20):  # bounded: hours that only ever change between closed and unknown
        change = rules.next_change(moment)
        if change is None or change > horizon:
            return None
        if rules.state(change)[0] == osm.State.OPEN:
            return change
        moment = change
    return None


@lru_cache(maxsize=4096)
def _parse(expression: str, country: str, timezone_name: str) -> osm.OpeningHours:
    place = ZoneInfo(timezone_name)
    try:
        return _rules(expression, country or None, place)
    except osm.UnknownCountryError:  # type: ignore[attr-defined]  # a country whose holidays the library does not know
        return _rules(expression, None, place)


def _rules(expression: str, country: str | None, place: ZoneInfo) -> osm.OpeningHours:
    return osm.OpeningHours(
        expression,
        timezone=place,
        country=country,
        auto_country=False,
        auto_timezone=False,
        max_interval_days=LOOK_AHEAD_DAYS,
    )
