"""When an event is: dates as far as they are known, times on the clock of the place.

A time that the clocks skip in spring is refused; of a time that they show twice in autumn the first is meant.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from coworking.fields.partial_dates import first_day, last_day

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Partial dates ("2026", "2026-05", "2026-05-23") with times of the clock in `timezone`, an IANA name."""

    start: str
    start_time: dt.time | None
    end: str
    end_time: dt.time | None
    timezone: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def begins(self) -> dt.datetime:
        """The first moment at which it may begin."""
        return _at(first_day(self.start), self.start_time or dt.time(), self.zone)

    @property
    def ends(self) -> dt.datetime | None:
        """When it ends, where a time is told."""
        return _at(last_day(self.end or self.start), self.end_time, self.zone) if self.end_time else None

    @property
    def over(self) -> dt.datetime:
        """The first moment at which it is surely over: its end, else the midnight after its last day."""
        return self.ends or _at(last_day(self.end or self.start) + DAY, dt.time(), self.zone)


def _at(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, time, zone)


def bounds(span: Period) -> tuple[dt.datetime, dt.datetime]:
    """(first moment, moment after it), in UTC."""
    return span.begins.astimezone(dt.UTC), span.over.astimezone(dt.UTC)


def is_time_zone(name: str) -> bool:
    """Whether there is a time zone of that IANA name."""
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def validation_errors(span: Period) -> dict[str, str]:
    """What cannot be, by the field that says it; empty when all is well."""
    if not is_time_zone(span.timezone):
        return {"timezone": _("Write a time zone as Europe/Brussels.")}
    found = {}
    for name, date, time in (
        ("start_time", span.start, span.start_time),
        ("end_time", span.end or span.start, span.end_time),
    ):
        if time and len(date) != 10:
            found[name] = _("A time needs a day.")
        elif time and _is_skipped(_at(first_day(date), time, span.zone)):
            found[name] = _("The clocks skip this time on that day.")
    if not found and span.over.astimezone(dt.UTC) <= span.begins.astimezone(dt.UTC):
        found["end"] = _("It ends before it begins.")
    return found


def _is_skipped(moment: dt.datetime) -> bool:
    """Whether the clocks jump over this time in spring."""
    return moment.astimezone(dt.UTC).astimezone(moment.tzinfo).replace(fold=0) != moment.replace(fold=0)
