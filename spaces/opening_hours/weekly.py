"""A plain week of opening hours and how OpenStreetMap writes it: what a form with days and times can say.

Pure. `read(write(week)) == week`; what says more than a plain week (months, "SH", sunrise, comments ...)
reads as None, and stays text.
"""

import re
from dataclasses import dataclass, replace
from itertools import groupby

DAY = 1440
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HOLIDAYS = 7  # stands in a set of days for the public holidays
PH = "PH"
Times = tuple[tuple[int, int], ...]  # (start, end) in minutes after midnight; a night ends after 1440

_RULE = re.compile(r"(?P<days>(?:(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)[-, ]*)*)(?P<times>.*)", re.DOTALL)
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True)
class Week:
    """Times of each day from Monday on, sorted and apart. `holidays` is None when nothing is said of them."""

    days: tuple[Times, ...] = ((),) * 7
    holidays: Times | None = None

    def times(self, day: int) -> Times | None:
        return self.holidays if day == HOLIDAYS else self.days[day]


def add(week: Week, days: set[int], start: int, end: int) -> Week:
    """Open on these days (0 to 6, and `HOLIDAYS`) from `start` to `end` too; an end at or before the start is
    on the next day. Times that touch become one."""
    span = (start, end if end > start else end + DAY)
    return _set(week, {day: merge_times((*(week.times(day) or ()), span)) for day in days})


def close(week: Week, days: set[int]) -> Week:
    """Closed on these days."""
    return _set(week, dict.fromkeys(days, ()))


def clear_holidays(week: Week) -> Week:
    """Holidays are like other days."""
    return replace(week, holidays=None)


def _set(week: Week, changed: dict[int, Times]) -> Week:
    days = tuple(changed.get(number, times) for number, times in enumerate(week.days))
    return Week(days, changed.get(HOLIDAYS, week.holidays))


def merge_times(times: Times) -> Times:
    """Sorted, and those that touch or overlap made one; never more than a day."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(times):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    is_whole_day = any(end - start >= DAY for start, end in found)
    return ((0, DAY),) if is_whole_day else tuple(found)


# To text


def serialize(week: Week) -> str:
    """The week in OpenStreetMap's syntax; empty when it says nothing."""
    if week.holidays is None and all(times == ((0, DAY),) for times in week.days):
        return "24/7"
    rules = [f"{days} {_times(times)}" for days, times in _groups(week) if times]
    if week.holidays is not None:
        rules.append(f"{PH} {_times(week.holidays)}")
    return "; ".join(rules)


def _groups(week: Week) -> list[tuple[str, Times]]:
    """Neighbouring days with the same times: [("Mo-Fr", times), ("Sa", times) ...]"""
    found = []
    for times, group in groupby(range(7), lambda day: week.days[day]):
        days = list(group)
        first, last = DAYS[days[0]], DAYS[days[-1]]
        found.append((first if len(days) == 1 else f"{first}{',' if len(days) == 2 else '-'}{last}", times))
    return found


def _times(times: Times) -> str:
    return ",".join(f"{_clock(start)}-{_clock(end, is_end=True)}" for start, end in times) or "off"


def _clock(minutes: int, is_end: bool = False) -> str:
    rest = DAY if is_end and minutes == DAY else minutes % DAY
    return f"{rest // 60:02}:{rest % 60:02}"


# From text


def parse(text: str) -> Week | None:
    """The week that `text` says, or None when it says more than a plain week can."""
    if text.strip() == "24/7":
        return Week((((0, DAY),),) * 7)
    week = Week()
    for rule in filter(None, (part.strip() for part in text.split(";"))):
        found = _rule(rule)
        # A later rule for weekdays would win over what was said of holidays.
        if found is None or (week.holidays is not None and HOLIDAYS not in found[0]):
            return None
        days, times = found
        week = _set(week, dict.fromkeys(days, times))
    return week


def _rule(rule: str) -> tuple[set[int], Times] | None:
    match = _RULE.fullmatch(rule)
    if match is None:
        return None
    days, times = _days(match["days"].strip()), _read_times(match["times"].strip())
    return None if days is None or times is None else (days, times)


def _days(text: str) -> set[int] | None:
    if not text:
        return set(range(7))
    found: set[int] = set()
    for part in re.split(r"\s*,\s*", text):
        ends = [DAYS.index(name) if name in DAYS else None for name in re.split(r"\s*-\s*", part)]
        if part == PH:
            found.add(HOLIDAYS)
        elif None in ends or len(ends) > 2:
            return None
        else:
            first, last = ends[0], ends[-1]
            found |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}  # type: ignore[operator]
    return found


def _read_times(text: str) -> Times | None:
    if text in ("off", "closed"):
        return ()
    spans = [_span(part.strip()) for part in text.split(",")]
    return None if None in spans else merge_times(tuple(span for span in spans if span))


def _span(text: str) -> tuple[int, int] | None:
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    start, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
    if start >= DAY or start == end or max(int(match[2]), int(match[4])) > 59 or end > start + DAY:
        return None
    return (start, end if end > start else end + DAY)
