"""Dates and times as people type them ("15/01/2027", "janvier 2027", "18h30"), in forms and in files.

Names of months and days are those of CLDR (by Babel) in five languages. Babel's own parse_date knows no names
of months, and dateparser takes almost any text for a date, so the few arrangements are written out here.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from babel.dates import get_day_names, get_month_names
from django.utils.translation import gettext as _

from coworking.fields.errors import NotUnderstood
from coworking.fields.partial_dates import first_day, is_partial_date

LANGUAGES = ("en", "fr", "de", "nl", "es")
LONGEST = 60  # characters
MORE_MONTHS = {"sept": 9, "jul": 7, "jun": 6}  # as people shorten them, beside CLDR
NOON = {"noon", "midday", "midi", "mittag", "mittags", "middag", "mediodia"}
MIDNIGHT = {"midnight", "minuit", "mitternacht", "middernacht", "medianoche"}
_NUMERIC = re.compile(r"(\d{1,2})([./\- ])(\d{1,2})\2(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([./\-])(\d{1,2})(?:\2(\d{1,2}))?", re.ASCII)
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})[./\-](\d{4})", re.ASCII)
_CLOCK_BEHIND = re.compile(r"[T ]\d{1,2}:\d\d(:\d\d(\.\d+)?)?\s?(Z|UTC|[+-]\d\d:?\d\d)?$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+|\d+", re.UNICODE)
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th|er|re|e|º|ª)\b")
_LINKS = {"de", "of", "the", "le", "den", "del"}
_TIME = re.compile(
    r"(?P<hour>\d{1,2})\s?(?:[:.]\s?(?P<minute>\d\d)|(?P<letter>h|u|uhr|uur)\s?(?P<after>\d\d)?|)"
    r"(?:\s?(?P<unit>h|u|uhr|uur))?\s?(?:(?P<half>[ap])\.?\s?m\.?)?",
    re.ASCII,
)


def read_date(text: str, day_first: bool | None = None) -> str:
    """The partial date that a text says: "3 March 2026" is 2026-03-03, "03/2026" is 2026-03.

    `day_first` decides what "03/04/2027" means, where nothing else does; None refuses it. A time behind the
    date is left out. Raises NotUnderstood with a sentence.
    """
    typed = _plain(text)
    if len(typed) <= LONGEST:
        typed = _CLOCK_BEHIND.sub("", typed)
        found = typed if is_partial_date(typed) else _numeric(typed, text, day_first) or _worded(typed)
        if found and is_partial_date(found):
            return found
    message = _("“%(text)s” is not understood as a date: write 15/01/2027, January 2027 or 2027.")
    raise NotUnderstood(message % {"text": text.strip()[:LONGEST]})


def is_ambiguous(text: str) -> bool:
    """Whether only the habit of a language says which number is the day, as in "03/04/2027"."""
    numeric = _NUMERIC.fullmatch(_CLOCK_BEHIND.sub("", _plain(text)))
    if not numeric or numeric[2] == ".":
        return False
    one, other = int(numeric[1]), int(numeric[3])
    return one != other and one <= 12 and other <= 12


def read_time(text: str) -> dt.time:
    """The time of day that a text says: "18:30", "18h30", "18.30", "6pm", "midi".

    A number alone ("9") does not say which half of the day it is in. Raises NotUnderstood with a sentence.
    """
    typed = _plain(text).rstrip(".")
    if typed in NOON | MIDNIGHT:
        return dt.time(12 if typed in NOON else 0)
    match = _TIME.fullmatch(typed)
    if match:
        hour, half = int(match["hour"]), match["half"]
        minute = int(match["minute"] or match["after"] or 0)
        says_more = bool(match["minute"] or match["letter"] or match["unit"] or half)
        is_possible = minute < 60 and (1 <= hour <= 12 if half else hour < 24)
        if says_more and is_possible:
            return dt.time(hour % 12 + (12 if half == "p" else 0) if half else hour, minute)
    message = _("“%(text)s” is not understood as a time: write 18:30, 18h30 or 6:30pm.")
    raise NotUnderstood(message % {"text": text.strip()[:LONGEST]})


def _plain(text: str) -> str:
    """The text in lower case, without accents, with plain blanks."""
    folded = unicodedata.normalize("NFD", text.lower())
    return " ".join("".join(char for char in folded if not unicodedata.combining(char)).split())


def _numeric(typed: str, text: str, day_first: bool | None) -> str:
    """A date of numbers alone, "" for anything else. Raises NotUnderstood where it can be two days."""
    if match := _YEAR_FIRST.fullmatch(typed):
        year, _sign, month, day = match.groups()
        return _iso(year, month, day)
    if match := _MONTH_AND_YEAR.fullmatch(typed):
        return _iso(match[2], match[1])
    match = _NUMERIC.fullmatch(typed)
    if not match:
        return ""
    one, sign, other, year = match.groups()
    if int(other) > 12 and sign != ".":
        return _iso(year, one, other)
    if is_ambiguous(typed):
        if day_first is None:
            values = {"text": text.strip(), "one": _iso(year, other, one), "other": _iso(year, one, other)}
            raise NotUnderstood(_("“%(text)s” can be %(one)s or %(other)s.") % values)
        if not day_first:
            return _iso(year, one, other)
    return _iso(year, other, one)


def _worded(typed: str) -> str:
    """A date with the name of a month, "" for other text: "15 January 2027", "Jan 15, 2027", "mai 2026"."""
    words = [word for word in _WORD.findall(_ORDINAL.sub("", typed)) if word not in _LINKS]
    weekday = _days().get(words[0]) if words else None
    if weekday is not None:
        words = words[1:]
    months = [_months()[word] for word in words if word in _months()]
    numbers = [word for word in words if word.isdigit()]
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if (len(months), len(years)) != (1, 1) or len(days) > 1 or len(words) != 2 + len(days):
        return ""
    found = _iso(years[0], str(months[0]), days[0] if days else None)
    is_other_day = weekday is not None and (
        not days or not is_partial_date(found) or first_day(found).weekday() != weekday
    )
    return "" if is_other_day else found


def _iso(year: str, month: str, day: str | None = None) -> str:
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """{name without accents and points: month} in all languages; no name is that of two months."""
    return _names(get_month_names) | MORE_MONTHS


@lru_cache(maxsize=1)
def _days() -> dict[str, int]:
    """{name without accents and points: day, Monday is 0} in all languages, but for names of months."""
    names = _names(get_day_names)
    return {name: day for name, day in names.items() if name not in _months()}


def _names(of_locale: Callable[..., Mapping[int, str]]) -> dict[str, int]:
    """{name: number} of months or days, wide and short, in all languages; without names of several."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in of_locale(width, locale=language).items():
                found.setdefault(_plain(name).strip("."), set()).add(number)
    return {name: next(iter(numbers)) for name, numbers in found.items() if len(numbers) == 1}
