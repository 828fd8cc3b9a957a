"""Definitions of time zones in calendars, by yearly rules where a zone has such rules.

`icalendar` writes each change of the clock as a date (RDATE), which Outlook is reported to ignore: its times
are wrong for half of the year. The rule that a zone follows is the last line of its data (RFC 8536, 3.3).
"""

import datetime as dt
import re
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import ZoneInfo

import icalendar

_NAME = r"(?:[A-Za-z]{3,}|<[^>]+>)"
_OFFSET = r"[+-]?[\d:]+"
_CHANGE = r"M(\d+)\.(\d)\.(\d)(?:/(\d+))?"
_RULE = re.compile(rf"{_NAME}{_OFFSET}(?:{_NAME}(?:{_OFFSET})?,{_CHANGE},{_CHANGE})?")
_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_DEFAULT_HOUR = 2
_SECOND, _DAY, _WEEK = dt.timedelta(seconds=1), dt.timedelta(days=1), dt.timedelta(weeks=1)


class Change(NamedTuple):
    """A change of the clock in each year. Week 5 is the last of the month, weekday 0 is Sunday."""

    month: int
    week: int
    weekday: int
    hour: int

    def in_year(self, year: int) -> dt.datetime:
        """Return when it happens, by the clock before it."""
        first = dt.datetime(year, self.month, 1)
        day = first + dt.timedelta(days=(self.weekday - first.isoweekday()) % 7) + _WEEK * (self.week - 1)
        return (day if day.month == self.month else day - _WEEK) + dt.timedelta(hours=self.hour)

    @property
    def recurrence(self) -> dict[str, str | int]:
        """The same as a recurrence of RFC 5545."""
        week = -1 if self.week == 5 else self.week
        return {"freq": "YEARLY", "bymonth": self.month, "byday": f"{week}{_WEEKDAYS[self.weekday]}"}


def yearly_time_zone(key: str, first_year: int, last_year: int) -> icalendar.Timezone | None:
    """Return the definition of a time zone by yearly rules; None if it has none in all these years."""
    text = _definition(key, first_year, last_year)
    return icalendar.Timezone.from_ical(text) if text else None  # type: ignore[return-value]


@lru_cache(maxsize=200)
def _definition(key: str, first_year: int, last_year: int) -> bytes:
    changes, zone = _yearly_changes(key), ZoneInfo(key)
    if changes is None or not _follows(zone, changes, first_year, last_year):
        return b""
    definition = icalendar.Timezone()
    definition.add("tzid", key)
    for change in changes:
        at = change.in_year(first_year)
        definition.add_component(_observance(zone, at, change))
    if not changes:
        definition.add_component(_observance(zone, dt.datetime(first_year, 1, 1)))
    text: bytes = definition.to_ical()
    return text


def _yearly_changes(key: str) -> list[Change] | None:
    """Return the two changes of each year, none if there are none, or None if they are of another sort."""
    data = files("tzdata.zoneinfo").joinpath(*key.split("/")).read_bytes()
    rule = _RULE.fullmatch(data.rsplit(b"\n", 2)[1].decode())
    if rule is None:
        return None
    numbers = [int(number or _DEFAULT_HOUR) for number in rule.groups() if rule[1]]
    changes = [Change(*numbers[:4]), Change(*numbers[4:])] if numbers else []
    return changes if all(change.hour < 24 for change in changes) else None


def _follows(zone: ZoneInfo, changes: list[Change], first_year: int, last_year: int) -> bool:
    """Whether a zone changed its clock at these times in each year, and at no others."""
    expected = {change.in_year(year) for change in changes for year in range(first_year, last_year + 1)}
    noon, end = dt.datetime(first_year, 1, 1, 12), dt.datetime(last_year + 1, 1, 1)
    days = {at.date() for at in expected}
    while noon < end:
        is_change = zone.utcoffset(noon) != zone.utcoffset(noon - _DAY)
        if is_change is not (noon.date() in days) and noon.timetuple().tm_yday > 1:
            return False
        noon += _DAY
    return all(_offsets(zone, at)[0] == zone.utcoffset(at - 6 * 3600 * _SECOND) for at in expected)


def _offsets(zone: ZoneInfo, at: dt.datetime) -> tuple[dt.timedelta, dt.timedelta]:
    """Return the offsets from UTC before and after a change, which is at a time by the clock before."""
    before = zone.utcoffset(at - _DAY) or dt.timedelta()
    instant = (at - before).replace(tzinfo=dt.UTC)
    last, first = ((instant - _SECOND * early).astimezone(zone).utcoffset() for early in (1, 0))
    return last or dt.timedelta(), first or dt.timedelta()


def _observance(
    zone: ZoneInfo, at: dt.datetime, change: Change | None = None
) -> icalendar.TimezoneStandard | icalendar.TimezoneDaylight:
    before, after = _offsets(zone, at)
    observance = icalendar.TimezoneDaylight() if after > before else icalendar.TimezoneStandard()
    observance.DTSTART = at
    observance.add("tzoffsetfrom", before)
    observance.add("tzoffsetto", after)
    observance.add("tzname", zone.tzname(at + _DAY))
    if change:
        observance.add("rrule", change.recurrence)
    return observance
