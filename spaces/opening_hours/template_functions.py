"""Functions that templates call for opening hours: the status now, and the current week."""

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coworking.templating.library import template_function
from spaces.opening_hours import evaluate
from spaces.opening_hours.models import ScheduleKey
from spaces.provenance.freshness import STALE, freshness

if TYPE_CHECKING:
    from spaces.directory.models import Space

# Coordinates of `_week.jinja` and `_week_small.jinja`
WEEK_LEFT, WEEK_TOP, WEEK_WIDTH, ROW_HEIGHT = 44, 20, 576, 24


class OpeningStatus(NamedTuple):
    """Whether a space is open now, or `at` a time; only `text` where its hours cannot be evaluated."""

    status: evaluate.OpenStatus | None = None
    opens: str = ""  # formatted for the active language
    closes: str = ""
    outdated_as_of: str = ""  # date of hours that are stale
    text: str = ""
    depends_on_school_holidays: bool = False  # which are not known: `status` has them as ordinary days
    at: str = ""  # the day and time, formatted; empty for now


class DayRow(NamedTuple):
    """A day in the drawing of a week."""

    day: evaluate.Day
    y: int
    is_today: bool
    bars: list[tuple[int, int]]  # x, width


class Week(NamedTuple):
    """The current week as `_week.jinja` draws it; only `text` where the hours cannot be evaluated."""

    rows: list[DayRow] = []
    now_x: int = 0
    zone: str = ""
    text: str = ""
    outdated_as_of: str = ""  # date of hours that are stale

    @property
    def today(self) -> evaluate.Day | None:
        """The day that it is at the place."""
        return next((row.day for row in self.rows if row.is_today), None)


@template_function
def opening_status(space: "Space", at: dt.datetime | None = None) -> OpeningStatus:
    """Return whether a space is open now, or `at` a local time (naive), and until when."""
    schedule = space.schedule
    if schedule is None:
        return OpeningStatus(text=space.opening_hours)
    minute = (at or timezone.now()).replace(second=0, microsecond=0)
    if at:
        minute = minute.replace(tzinfo=evaluate.time_zone(schedule.timezone))
    return _opening_status(schedule.key, space.hours_as_of, minute, bool(at), get_language())


@lru_cache(4096)  # many spaces have the same hours, and a minute is long
def _opening_status(
    key: ScheduleKey, as_of: str, minute: dt.datetime, is_then: bool, _language: str | None
) -> OpeningStatus:
    status = evaluate.status_of_expression(*key, minute)
    expression, _country, zone, _sun = key
    local = minute.astimezone(evaluate.time_zone(zone))
    return OpeningStatus(
        status=status,
        opens=_format_moment(status.opens_at, local, is_then),
        closes=_format_moment(status.closes_at, local, is_then),
        outdated_as_of=_outdated_as_of(as_of, local.date()),
        depends_on_school_holidays=evaluate.mentions_school_holidays(expression),
        at=format_date(local, "D j M, H:i") if is_then else "",
    )


def _outdated_as_of(as_of: str, today: dt.date) -> str:
    """Return the date of hours that are stale, else "": nobody should travel for them unwarned."""
    return as_of if freshness(as_of, "", "opening_hours", today) is STALE else ""


def _format_moment(moment: dt.datetime | None, now: dt.datetime, is_then: bool) -> str:
    """Format the time, with the day unless it is that of `now`; both are in the place's time zone.

    The day after is "tomorrow", unless another time than now is meant (`is_then`).
    """
    if moment is None:
        return ""
    days, time = (moment.date() - now.date()).days, f"{moment:%H:%M}"
    if days == 0:
        return time
    if days == 1 and not is_then:
        return _("tomorrow %(time)s") % {"time": time}
    return format_date(moment, "D H:i" if days < 7 else "j F")


@template_function
def current_week(space: "Space") -> Week:
    """Return the days of the current week, from Monday on."""
    if space.schedule is None:
        return Week(text=space.opening_hours)
    now = timezone.now().astimezone(evaluate.time_zone(space.schedule.timezone))
    monday = now.date() - dt.timedelta(days=now.weekday())
    return Week(
        rows=[
            DayRow(day, WEEK_TOP + number * ROW_HEIGHT, day.date == now.date(), _bars(day))
            for number, day in enumerate(evaluate.week(space.schedule, monday))
        ],
        now_x=_x(now.hour * 60 + now.minute),
        zone=space.schedule.timezone,
        outdated_as_of=_outdated_as_of(space.hours_as_of, now.date()),
    )


def _x(minute: int) -> int:
    return WEEK_LEFT + minute * WEEK_WIDTH // 1440


def _bars(day: evaluate.Day) -> list[tuple[int, int]]:
    """Return (x, width) of each opening of a day."""
    return [(_x(span.start), max((span.end - span.start) * WEEK_WIDTH // 1440, 2)) for span in day.spans]
