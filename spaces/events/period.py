"""When an event takes place: dates as precise as they are known, and local times at the place.

A time that the clocks skip in spring is invalid; of a time that occurs twice in autumn the first is meant.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from coworking.fields.partial_dates import first_day, last_day

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Partial dates ("2026", "2026-05", "2026-05-23") with local times in `timezone`, an IANA name."""

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
        """The earliest moment at which it may begin."""
        return _at(first_day(self.start), self.start_time or dt.time(), self.zone)

    @property
    def ends(self) -> dt.datetime | None:
        """When it ends, if an end time is known."""
        return _at(last_day(self.end or self.start), self.end_time, self.zone) if self.end_time else None

    @property
    def over(self) -> dt.datetime:
        """The first moment at which it is certainly over: its end, else the midnight after its last day."""
        return self.ends or _at(last_day(self.end or self.start) + DAY, dt.time(), self.zone)


def _at(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, time, zone)


def bounds(period: Period) -> tuple[dt.datetime, dt.datetime]:
    """Return (`begins`, `over`) in UTC."""
    return period.begins.astimezone(dt.UTC), period.over.astimezone(dt.UTC)


def is_time_zone(name: str) -> bool:
    """Whether `name` is the IANA name of a time zone."""
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def validation_errors(period: Period) -> dict[str, str]:
    """Return {name of the field: what is wrong with it}; empty if the period is valid."""
    if not is_time_zone(period.timezone):
        return {"timezone": _("Write a time zone as Europe/Brussels.")}
    errors = {}
    for name, date, time in (
        ("start_time", period.start, period.start_time),
        ("end_time", period.end or period.start, period.end_time),
    ):
        if time and len(date) != 10:
            errors[name] = _("A time needs a day.")
        elif time and _is_skipped(_at(first_day(date), time, period.zone)):
            errors[name] = _("The clocks skip this time on that day.")
    if not errors and period.over.astimezone(dt.UTC) <= period.begins.astimezone(dt.UTC):
        errors["end"] = _("It ends before it begins.")
    return errors


def _is_skipped(moment: dt.datetime) -> bool:
    """Whether the clocks skip this local time when they are set forward."""
    return moment.astimezone(dt.UTC).astimezone(moment.tzinfo).replace(fold=0) != moment.replace(fold=0)
