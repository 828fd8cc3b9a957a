"""Evaluate opening hours in OpenStreetMap's syntax, in the time zone and with the holidays of a place.

Syntax: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification, parsed by opening-hours-py.
An aware time is an instant; a naive one is local time at the place.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import opening_hours as osm
from django.utils import timezone

from spaces.opening_hours.holiday_nights import HolidayNights, week_with_holiday_nights

if TYPE_CHECKING:
    from spaces.opening_hours.models import Schedule

LOOK_AHEAD_DAYS = 366  # a change further away than this counts as none
UTC = ZoneInfo("UTC")  # the library refuses datetime.timezone.utc

Rules = osm.OpeningHours | HolidayNights

_COMMENT = re.compile(r'"[^"]*"')
_SUN = re.compile(r"\b(?:sunrise|sunset|dawn|dusk)\b", re.IGNORECASE)
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_HOLIDAYS = re.compile(r"\bPH\b", re.IGNORECASE)
_SCHOOL_HOLIDAYS = re.compile(r"\bSH\b", re.IGNORECASE)


@dataclass(frozen=True)
class OpenStatus:
    """Whether a place is open at one moment; times are aware, in the place's zone, None if there is none."""

    is_open: bool
    is_unknown: bool
    closes_at: dt.datetime | None
    opens_at: dt.datetime | None
    comment: str


@dataclass(frozen=True)
class Span:
    """A time during which a place is open, in minutes after midnight (0 to 1440)."""

    start: int
    end: int
    comment: str = ""

    @property
    def text(self) -> str:
        """ "09:00–18:00" """
        return f"{clock(self.start)}–{clock(self.end)}"


@dataclass(frozen=True)
class Day:
    """The times at which a place is open on one day, in order."""

    date: dt.date
    spans: tuple[Span, ...]


def clock(minutes: int) -> str:
    """Return minutes after midnight as a time of day: 540 -> "09:00", 1440 -> "24:00"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


@lru_cache(maxsize=4096)
def is_valid(expression: str) -> bool:
    """Whether `expression` is in OpenStreetMap's syntax, so that it can be evaluated."""
    return bool(expression) and osm.validate(expression)


def sun_position(expression: str, latitude: float | None, longitude: float | None) -> str:
    """Return where hours that depend on the sun are evaluated: "50.8,4.4"; empty for others.

    A tenth of a degree is half a minute of sunrise, and neighbours share a schedule.
    """
    if latitude is None or longitude is None or not _SUN.search(_COMMENT.sub("", expression)):
        return ""
    return f"{latitude:.1f},{longitude:.1f}"


def mentions_school_holidays(expression: str) -> bool:
    """Whether the hours depend on school holidays, which nothing here knows: they count as ordinary days."""
    return bool(_SCHOOL_HOLIDAYS.search(_COMMENT.sub("", expression)))


def has_holiday_nights(expression: str) -> bool:
    """Whether hours name public holidays, and times that pass midnight."""
    text = _COMMENT.sub("", expression)
    spans = ((int(a) * 60 + int(b), int(c) * 60 + int(d)) for a, b, c, d in _SPAN.findall(text))
    return bool(_HOLIDAYS.search(text)) and any(end <= start or end > 1440 for start, end in spans)


@lru_cache(maxsize=1024)  # ZoneInfo itself caches eight, and a list of the world has two dozen
def time_zone(name: str) -> ZoneInfo:
    """Return the time zone with this IANA name; UTC if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def open_schedule_ids(schedules: Iterable["Schedule"], at: dt.datetime) -> list[int]:
    """Return the primary keys of the schedules that are open at `at`."""
    return [schedule.pk for schedule in schedules if is_open(schedule, at)]


def is_open(schedule: "Schedule", at: dt.datetime) -> bool:
    """Whether the schedule is open at `at`."""
    place, rules = _rules_of(schedule)
    return rules.state(_in_zone(at, place))[0] == osm.State.OPEN


def open_intervals(
    schedule: "Schedule", first: dt.date, end: dt.date
) -> list[tuple[dt.datetime, dt.datetime]]:
    """Return (opens, closes), aware, from the start of day `first` to the start of day `end`, local time."""
    place, rules = _rules_of(schedule)
    start, stop = (_in_zone(dt.datetime.combine(day, dt.time()), place) for day in (first, end))
    return [
        (opens, closes or stop)
        for opens, closes, state, _comment in rules.intervals(start, stop)
        if state == osm.State.OPEN
    ]


def status_at(schedule: "Schedule", at: dt.datetime | None = None) -> OpenStatus:
    """Return whether the schedule is open at `at` (default: now), to the minute."""
    minute = (at or timezone.now()).replace(second=0, microsecond=0)
    return status_of_expression(*schedule.key, minute)


def status_of_expression(
    expression: str, country: str, timezone_name: str, sun: str, minute: dt.datetime
) -> OpenStatus:
    """Return whether hours in OSM's syntax are open, with the holidays of a country, in a time zone.

    `sun` is what `sun_position` returns.
    """
    place = time_zone(timezone_name)
    moment = _in_zone(minute, place)
    rules = _parse(expression, country, place.key, sun)
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
    """Return seven days from `first`; a span that passes midnight is split there."""
    place, rules = _rules_of(schedule)
    return [_day(rules, first + dt.timedelta(days=number), place) for number in range(7)]


def _day(rules: Rules, date: dt.date, place: ZoneInfo) -> Day:
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


def _rules_of(schedule: "Schedule") -> tuple[ZoneInfo, Rules]:
    place = time_zone(schedule.timezone)
    return place, _parse(schedule.expression, schedule.country_code, place.key, schedule.sun_position)


def _in_zone(moment: dt.datetime, place: ZoneInfo) -> dt.datetime:
    """Convert to the zone; a local time that the clocks skip in spring moves to the hour after it."""
    if timezone.is_naive(moment):
        moment = moment.replace(tzinfo=place)
    return moment.astimezone(dt.UTC).astimezone(place)


def _next_opening(rules: Rules, moment: dt.datetime) -> dt.datetime | None:
    horizon = moment + dt.timedelta(days=LOOK_AHEAD_DAYS)
    for _ in range(20):  # bounded: some hours change between closed and unknown for ever
        change = rules.next_change(moment)
        if change is None or change > horizon:
            return None
        if rules.state(change)[0] == osm.State.OPEN:
            return change
        moment = change
    return None


@lru_cache(maxsize=4096)
def _parse(expression: str, country: str, timezone_name: str, sun: str) -> Rules:
    place = ZoneInfo(timezone_name)
    week = week_with_holiday_nights(expression)
    if week is not None:
        return HolidayNights(week, _rules("PH", country, place, ""), place, LOOK_AHEAD_DAYS)
    return _rules(expression, country, place, sun)


def _rules(expression: str, country: str, place: ZoneInfo, sun: str) -> osm.OpeningHours:
    latitude, _comma, longitude = sun.partition(",")
    coordinates = (float(latitude), float(longitude)) if sun else None
    try:
        return _library_rules(expression, country or None, place, coordinates)
    except osm.UnknownCountryError:  # type: ignore[attr-defined]  # a country whose holidays the library does not know
        return _library_rules(expression, None, place, coordinates)


def _library_rules(
    expression: str, country: str | None, place: ZoneInfo, coordinates: tuple[float, float] | None
) -> osm.OpeningHours:
    return osm.OpeningHours(
        expression,
        timezone=place,
        country=country,
        coords=coordinates,
        auto_country=False,
        auto_timezone=True,  # without it the library forgets the coordinates; `timezone` goes first
        max_interval_days=LOOK_AHEAD_DAYS,
    )
