"""Write weekly hours in words: "Monday to Friday 09:00–18:00; public holidays closed"."""

import re

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from spaces.opening_hours import weekly
from spaces.opening_hours.weekly import DAY, Times

_SCHOOL_HOLIDAYS = re.compile(r";\s*SH (?P<times>[^;]+)\Z")


def in_words(expression: str) -> str:
    """Return hours in OSM's syntax in words; empty where they say more than days and times can."""
    school = _SCHOOL_HOLIDAYS.search(expression)
    school_week = weekly.parse(school["times"]) if school else None
    week = weekly.parse(expression[: school.start()] if school else expression)
    if week is None or (school and school_week is None):
        return ""
    if weekly.serialize(week) == "24/7" and not school:
        return _("every day, day and night")
    rules = [(_days(first, last), times) for first, last, times in weekly.group_days(week) if times]
    if week.holidays is not None:
        rules.append((_("public holidays"), week.holidays))
    if school_week is not None:
        rules.append((_("school holidays"), school_week.days[0]))
    form = _("%(days)s %(times)s")
    return "; ".join(form % {"days": days, "times": _times(times)} for days, times in rules)


def _days(first: int, last: int) -> str:
    names = str(WEEKDAYS[first]), str(WEEKDAYS[last])
    if first == last:
        return names[0]
    if last == first + 1:
        return _("%(first)s and %(last)s") % {"first": names[0], "last": names[1]}
    return _("%(first)s to %(last)s") % {"first": names[0], "last": names[1]}


def _times(times: Times) -> str:
    if not times:
        return _("closed")
    if times == ((0, DAY),):
        return _("day and night")
    return weekly.format_times(times).replace("-", "–").replace(",", ", ")
