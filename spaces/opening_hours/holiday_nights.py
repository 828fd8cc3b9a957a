"""Weekly hours that pass midnight beside public holidays, which the library gets wrong.

It closes the evening before a holiday at midnight, and opens at midnight after a holiday for the rest of a
night that the holiday did not have. Here a night belongs to the day on which it begins.
"""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from zoneinfo import ZoneInfo

import opening_hours as osm

from spaces.opening_hours import weekly
from spaces.opening_hours.weekly import DAY, Times, Week

ONE_DAY = dt.timedelta(days=1)
LAST_DAY = dt.date.max - 400 * ONE_DAY  # no holiday is known that far ahead
Interval = tuple[dt.datetime, dt.datetime, osm.State, str]


class HolidayNights:
    """Evaluates weekly hours with public holidays; the methods are those of the library's OpeningHours.

    `holidays` are the hours "PH" of the same country.
    """

    def __init__(self, week: Week, holidays: osm.OpeningHours, zone: ZoneInfo, look_ahead_days: int) -> None:
        self.week, self.holidays, self.zone, self.look_ahead_days = week, holidays, zone, look_ahead_days
        self._times_of = lru_cache(maxsize=1024)(self._evaluate)

    def state(self, moment: dt.datetime) -> tuple[osm.State, str]:
        """Return whether the place is open at an aware moment in the zone."""
        wall = moment.replace(tzinfo=None)
        is_open = any(start <= wall < end for start, end in self._spans(wall.date(), wall.date()))
        return osm.State.OPEN if is_open else osm.State.CLOSED, ""

    def next_change(self, moment: dt.datetime) -> dt.datetime | None:
        """Return when the place opens or closes next; None if it does not within the look-ahead."""
        wall = moment.replace(tzinfo=None)
        last = min(wall.date() + self.look_ahead_days * ONE_DAY, LAST_DAY)
        for start, end in self._spans(wall.date(), last):
            if wall < start:
                return self._aware(start)
            if wall < end:
                return self._aware(end) if end.date() <= last else None
        return None

    def intervals(self, start: dt.datetime, end: dt.datetime) -> Iterator[Interval]:
        """Yield (from, to, state, comment) without gaps from `start` to `end`."""
        wall, stop = start.replace(tzinfo=None), end.replace(tzinfo=None)
        for opens, closes in self._spans(wall.date(), stop.date()):
            opens, closes = max(opens, wall), min(closes, stop)
            if opens >= closes:
                continue
            if wall < opens:
                yield self._aware(wall), self._aware(opens), osm.State.CLOSED, ""
            yield self._aware(opens), self._aware(closes), osm.State.OPEN, ""
            wall = closes
        if wall < stop:
            yield self._aware(wall), self._aware(stop), osm.State.CLOSED, ""

    def _spans(self, first: dt.date, last: dt.date) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """The times that touch the days from `first` to `last`, in local time, in order and not adjacent."""
        found: tuple[dt.datetime, dt.datetime] | None = None
        day = first - ONE_DAY  # its night
        while day <= last:
            midnight = dt.datetime.combine(day, dt.time())
            for start, end in self._times_of(day):
                span = midnight + dt.timedelta(minutes=start), midnight + dt.timedelta(minutes=end)
                if found and span[0] <= found[1]:
                    found = found[0], max(found[1], span[1])
                else:
                    if found:
                        yield found
                    found = span
            day += ONE_DAY
        if found:
            yield found

    def _evaluate(self, day: dt.date) -> Times:
        noon = self._aware(dt.datetime.combine(day, dt.time(12)))
        is_holiday = self.holidays.state(noon)[0] == osm.State.OPEN
        return (self.week.holidays or ()) if is_holiday else self.week.days[day.weekday()]

    def _aware(self, wall: dt.datetime) -> dt.datetime:
        return wall.replace(tzinfo=self.zone).astimezone(dt.UTC).astimezone(self.zone)


def week_with_holiday_nights(expression: str) -> Week | None:
    """Return the week of hours that pass midnight and say something of public holidays; else None."""
    week = weekly.parse(expression)
    if week is None or week.holidays is None:
        return None
    has_nights = any(end > DAY for times in (*week.days, week.holidays) for _start, end in times)
    return week if has_nights else None
