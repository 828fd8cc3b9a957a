"""Convert between weekly opening hours, as a form with days and times has them, and OpenStreetMap's syntax.

No database access. `parse(serialize(week)) == week`; hours that a form cannot express (months, "SH", sunrise,
comments ...) are parsed as None and stay text.
"""

import re
from dataclasses import dataclass, replace
from itertools import groupby

DAY = 1440
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HOLIDAYS = 7  # the number of public holidays in a set of days
PH = "PH"
# (start, end) in minutes after midnight; what passes midnight ends after 1440.
Times = tuple[tuple[int, int], ...]

_RULE = re.compile(r"(?P<days>(?:(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)[-, ]*)*)(?P<times>.*)", re.DOTALL)
_NEXT_RULE = re.compile(r"(?<=[0-9df])\s*,\s*(?=[MTWFSP])")  # between times or "off", and days
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True)
class Week:
    """The times of each day from Monday on, sorted, not overlapping; `holidays` is None if not specified."""

    days: tuple[Times, ...] = ((),) * 7
    holidays: Times | None = None

    def times(self, day: int) -> Times | None:
        """The times of a day, 0 to 6 or `HOLIDAYS`."""
        return self.holidays if day == HOLIDAYS else self.days[day]


def add(week: Week, days: set[int], start: int, end: int) -> Week:
    """Add the time from `start` to `end` to these days (0 to 6, and `HOLIDAYS`).

    An end at or before the start is on the next day. Adjacent and overlapping times are merged.
    """
    span = (start, end if end > start else end + DAY)
    return _set(week, {day: merge_times((*(week.times(day) or ()), span)) for day in days})


def close(week: Week, days: set[int]) -> Week:
    """Remove all times of these days."""
    return _set(week, dict.fromkeys(days, ()))


def clear_holidays(week: Week) -> Week:
    """Specify nothing for holidays: they are like other days."""
    return replace(week, holidays=None)


def _set(week: Week, changed: dict[int, Times]) -> Week:
    days = tuple(changed.get(number, times) for number, times in enumerate(week.days))
    return Week(days, changed.get(HOLIDAYS, week.holidays))


def merge_times(times: Times) -> Times:
    """Sort times and merge adjacent and overlapping ones; a whole day is the only time of its day."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(times):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    is_whole_day = any(end - start >= DAY for start, end in found)
    return ((0, DAY),) if is_whole_day else tuple(found)


# Serialize


def serialize(week: Week) -> str:
    """Return the week in OpenStreetMap's syntax; empty if it has no times."""
    if week.holidays is None and all(times == ((0, DAY),) for times in week.days):
        return "24/7"
    rules = [
        f"{_format_days(first, last)} {format_times(times)}"
        for first, last, times in group_days(week)
        if times
    ]
    if week.holidays is not None:
        rules.append(f"{PH} {format_times(week.holidays)}")
    return "; ".join(rules)


def group_days(week: Week) -> list[tuple[int, int, Times]]:
    """Group consecutive days with the same times: [(first day, last day, times) ...]"""
    groups = [(list(days), times) for times, days in groupby(range(7), lambda day: week.days[day])]
    return [(days[0], days[-1], times) for days, times in groups]


def _format_days(first: int, last: int) -> str:
    if first == last:
        return DAYS[first]
    return f"{DAYS[first]}{',' if last == first + 1 else '-'}{DAYS[last]}"


def format_times(times: Times) -> str:
    """Return times in OpenStreetMap's syntax: "09:00-12:00,13:00-18:00"; "off" if there are none."""
    texts = (f"{_format_clock(start)}-{_format_clock(end, is_end=True)}" for start, end in times)
    return ",".join(texts) or "off"


def _format_clock(minutes: int, is_end: bool = False) -> str:
    rest = DAY if is_end and minutes == DAY else minutes % DAY
    return f"{rest // 60:02}:{rest % 60:02}"


# Parse


def parse(text: str) -> Week | None:
    """Return the week in `text`, or None if a `Week` cannot express it."""
    if text.strip() == "24/7":
        return Week((((0, DAY),),) * 7)
    week = Week()
    for part in filter(None, (part.strip() for part in text.split(";"))):
        for number, rule in enumerate(_NEXT_RULE.split(part)):
            found = _parse_rule(rule.strip())
            # A later rule for weekdays would override the one for holidays.
            if found is None or (week.holidays is not None and HOLIDAYS not in found[0]):
                return None
            days, times = found
            if number == 0 or not times:
                week = _set(week, dict.fromkeys(days, times))
            elif HOLIDAYS in days:
                return None  # in addition to the times of the weekday
            else:  # a rule after a comma adds times
                week = _set(week, {day: merge_times((*week.days[day], *times)) for day in days})
    return week


def _parse_rule(rule: str) -> tuple[set[int], Times] | None:
    match = _RULE.fullmatch(rule)
    if match is None:
        return None
    days, times = _parse_days(match["days"].strip()), _parse_times(match["times"].strip())
    return None if days is None or times is None else (days, times)


def _parse_days(text: str) -> set[int] | None:
    if not text:
        return set(range(7))
    found: set[int] = set()
    for part in re.split(r"\s*,\s*", text):
        names = re.split(r"\s*-\s*", part)
        if part == PH:
            found.add(HOLIDAYS)
        elif len(names) > 2 or not set(names) <= set(DAYS):
            return None
        else:
            first, last = DAYS.index(names[0]), DAYS.index(names[-1])
            found |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return found


def _parse_times(text: str) -> Times | None:
    if text in ("off", "closed"):
        return ()
    spans = [_parse_span(part.strip()) for part in text.split(",")]
    return None if None in spans else merge_times(tuple(span for span in spans if span))


def _parse_span(text: str) -> tuple[int, int] | None:
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    start, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
    if start >= DAY or start == end or max(int(match[2]), int(match[4])) > 59 or end > start + DAY:
        return None
    return (start, end if end > start else end + DAY)
