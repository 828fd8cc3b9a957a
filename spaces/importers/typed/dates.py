"""Dates of a table: the column decides whether 03/04/2026 is of March or of April."""

import re
from functools import lru_cache

from coworking.fields import typed_dates
from coworking.fields.errors import NotUnderstood

read_date = lru_cache(maxsize=8192)(typed_dates.read_date)
_FIRST_NUMBER = re.compile(r"\s*(\d{1,2})[./\- ]\d", re.ASCII)


@lru_cache(maxsize=8192)
def shows_day_first(text: str) -> bool | None:
    """Whether a date of numbers has its day before its month; None where it does not show it."""
    first = _FIRST_NUMBER.match(text)
    if not first:
        return None
    try:
        date = typed_dates.read_date(text)
    except NotUnderstood:
        return None
    if len(date) < 10 or date[5:7] == date[8:]:
        return None
    return int(first[1]) == int(date[8:])
