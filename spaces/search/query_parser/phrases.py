"""Phrases of a search that are filters: "open tomorrow at 8", "under 20 euros a day", "for 6 people".

The expressions are made of the word lists of all languages, and match the text of `Tokens`. What they read
becomes parameters of the query string, as the form would send them.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import NamedTuple

from django.utils import timezone

from coworking.fields.currencies import currency_named
from coworking.fields.errors import NotUnderstood
from coworking.i18n.word_lists import SEARCH_PHRASES
from spaces.opening_hours.vocabulary import day_names_of
from spaces.pricing.quote import MAX_DAYS, MAX_ROOM_HOURS
from spaces.search.query_parser.tokens import Tokens

SATURDAY = 5
MAX_PEOPLE = 10_000
EARLIEST = 5  # o'clock: a smaller number alone is a duration, or in the afternoon
CURRENCY_WORDS = (
    "€", "$", "£", "¥", "eur", "euro", "euros", "usd", "dollar", "dollars", "gbp", "pound", "pounds", "chf",
    "franc", "francs", "cad", "aud", "jpy", "yen", "pln", "czk", "sek", "dkk", "nok",
)  # fmt: skip
NOW, DAY, TIME, WEAK_TIME = "now", "day", "time", "weak time"
PRICE, PEOPLE, CHEAPEST, DAYS, HOURS = "price", "people", "cheapest", "days a month", "hours"

Value = object
Reader = Callable[[re.Match[str]], Value | None]


class Phrase(NamedTuple):
    """What some words say; `end` is the number of the word after them."""

    end: int
    kind: str
    value: Value


class Price(NamedTuple):
    """At most so much; `per` is "day", "month" or "" """

    amount: str
    currency: str
    per: str


def phrase_at(tokens: Tokens, number: int) -> Phrase | None:
    """Return the longest phrase that begins with the word of this number."""
    found: list[Phrase] = []
    for start in tokens.starts.get(number, ()):
        for kind, expression, read in _expressions():
            match = expression.match(tokens.text, start)
            end = tokens.ends.get(match.end(), 0) if match else 0
            if match and end > number and (value := read(match)) is not None:
                found.append(Phrase(end, kind, value))
    return max(found, key=lambda phrase: phrase.end, default=None)


def parameters_of(phrases: Iterable[Phrase]) -> dict[str, str]:
    """Return the parameters of the query string that phrases mean together; the first of a kind counts.

    Hours are those of a meeting room.
    """
    stated: dict[str, Value] = {}
    for phrase in phrases:
        stated.setdefault(phrase.kind, phrase.value)
    found = _when(stated)
    price = stated.get(PRICE)
    if isinstance(price, Price):
        found["price_max"] = price.amount
        options = {"currency": price.currency, "price_per": price.per}
        found |= {name: value for name, value in options.items() if value}
    if PEOPLE in stated:
        found["people"] = str(stated[PEOPLE])
    usage = {"days": stated.get(DAYS), "room": stated.get(HOURS)}
    found |= {name: str(number) for name, number in usage.items() if number}
    if CHEAPEST in stated:
        found["sort"] = "usage" if any(usage.values()) else "price"
    return found


def is_time_meant(phrases: Iterable[Phrase]) -> bool:
    """Whether "at 8" is a time beside these phrases: alone it may be a number in a street."""
    return any(phrase.kind == DAY for phrase in phrases)


def _when(stated: dict[str, Value]) -> dict[str, str]:
    day, minutes = stated.get(DAY), stated.get(TIME, stated.get(WEAK_TIME))
    if isinstance(day, tuple):  # "tomorrow morning"
        day, minutes = day[0], day[1] if minutes is None else minutes
    if NOW in stated and day is None and minutes is None:
        return {"open": "now"}
    if day is None and minutes is None:
        return {}
    date = day if isinstance(day, dt.date) else timezone.localdate()
    if not isinstance(minutes, int):
        return {"on": date.isoformat()}
    if day is None and minutes <= _minutes(timezone.localtime().time()):
        date += dt.timedelta(days=1)
    return {"open": "at", "at": f"{date.isoformat()}T{minutes // 60:02}:{minutes % 60:02}"}


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute


@cache
def _expressions() -> list[tuple[str, re.Pattern[str], Reader]]:
    """Return (kind, expression, what reads its match) of every sort of phrase."""
    one = {name: _any(name) for name in SEARCH_PHRASES[0].__dataclass_fields__ if name not in NOT_PHRASES}
    one["clock_words"] = _any("clock")
    one["currency"] = "|".join(map(re.escape, CURRENCY_WORDS))
    one["day"] = "|".join(_alternatives(_days()))
    one["tod"] = "|".join(_alternatives(_times_of_day()))
    one["count"] = rf"(?P<n>\d{{1,5}}|{'|'.join(_alternatives(_numbers()))})"
    one["amount"] = r"\d{1,5}(?:[.,]\d{1,2})?"
    one["clock"] = r"(?P<hour>\d{1,2})(?:(?::|\.| h | u )(?P<minute>\d\d))?"
    one["unit"] = rf"(?P<unit>am|pm|a m|p m|u|h|{one['clock_words']})"
    templates = (
        (NOW, r"(?:(?:{open}) (?:{now})|(?:{now}) (?:{open})|(?:{now}))", lambda match: True),
        (DAY, r"(?:(?:{open}) )?(?:(?:{on}) )?(?P<day>{day})(?: (?P<tod>{tod}))?", _read_day),
        (TIME, r"(?:(?:{open}) )?(?:(?:{at}) )?{clock}(?: ?{unit})\b", _read_clock),
        (TIME, r"(?:(?:{open}) )?(?:(?:{at}) )?(?P<hour>\d{{1,2}}):(?P<minute>\d\d)", _read_clock),
        (TIME, r"(?:{open}) (?:(?:{at}) )?{clock}(?! ?/)", _read_clock),
        (WEAK_TIME, r"(?:{at}) {clock}(?! (?:{currency}|{people}|{per_day}|{per_month}))", _read_clock),
        (PRICE, r"(?:(?P<most>{at_most}|<|≤) )?(?:(?P<currency>{currency}) )?(?P<amount>{amount})"
                r"(?: (?P<currency2>{currency}))?(?: (?P<after>{at_most_after}))?"
                r"(?: (?:(?P<day>{per_day})|(?P<month>{per_month})))?(?: (?P<after2>{at_most_after}))?",
         _read_price),
        (PRICE, r"(?:{free})", lambda match: Price("0", "", "")),
        (PEOPLE, r"(?:(?:{for_}) )?{count} (?:{people})", _read_people),
        (PEOPLE, r"(?:{for_}) {count}(?! ?(?:{other_units}|[:./]))", _read_people),
        (DAYS, r"(?:(?:{for_}) )?{count} (?:{days_a_month})", partial(_read_number, most=MAX_DAYS)),
        (HOURS, r"(?:(?:{for_}) )?{count} (?:{hours})", partial(_read_number, most=MAX_ROOM_HOURS)),
        (CHEAPEST, r"(?:{cheapest})", lambda match: True),
    )  # fmt: skip
    return [
        (kind, re.compile(rf"(?:{template.format(**one)})(?= |\Z)"), read)
        for kind, template, read in templates
    ]


NOT_PHRASES = {"times_of_day", "fillers", "too_general", "clock", "numbers"}


def _any(name: str) -> str:
    return "|".join(_alternatives(phrase for one in SEARCH_PHRASES for phrase in getattr(one, name)))


def _alternatives(phrases: Iterable[str]) -> list[str]:
    """Return expressions of phrases, the longest first: of two that begin alike the longer one is meant."""
    found = {" ".join(re.findall(r"[^\W_]+|[€$£¥/<≤@]", phrase)) for phrase in phrases}
    return [re.escape(phrase) for phrase in sorted(found, key=lambda phrase: (-len(phrase), phrase))]


@cache
def _days() -> dict[str, int | str]:
    """Return {name of a day: weekday from Monday on (0), or "today", "tomorrow" ...}."""
    found: dict[str, int | str] = {}
    for one in SEARCH_PHRASES:
        for name in ("today", "tomorrow", "day_after_tomorrow"):
            found |= dict.fromkeys(getattr(one, name), name)
        found |= dict.fromkeys(one.weekend, SATURDAY)
    for language in ("en", "fr", "nl"):
        for weekday, names in enumerate(day_names_of(language)):
            found |= dict.fromkeys(names, weekday)
    return found


@cache
def _times_of_day() -> dict[str, int]:
    """Return {"morning": minutes since midnight}."""
    return {
        name: int(hour[1:]) * 60
        for one in SEARCH_PHRASES
        for hour, names in one.times_of_day.items()
        for name in names
    }


@cache
def _numbers() -> dict[str, int]:
    """Return {"six": 6}."""
    return {
        name: int(key[1:]) for one in SEARCH_PHRASES for key, named in one.numbers.items() for name in named
    }


def _read_day(match: re.Match[str]) -> Value | None:
    days = {" ".join(re.findall(r"[^\W_]+", name)): day for name, day in _days().items()}
    day, today = days[match["day"]], timezone.localdate()
    ahead = {"today": 0, "tomorrow": 1, "day_after_tomorrow": 2}.get(str(day))
    if ahead is None:
        ahead = (int(day) - today.weekday()) % 7
    date = today + dt.timedelta(days=ahead)
    times = {" ".join(re.findall(r"[^\W_]+", name)): minutes for name, minutes in _times_of_day().items()}
    return (date, times[match["tod"]]) if match["tod"] else date


def _read_clock(match: re.Match[str]) -> Value | None:
    groups = match.groupdict()
    hour, minute = int(match["hour"]), int(groups.get("minute") or 0)
    unit = (groups.get("unit") or "").replace(" ", "")
    if unit in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (unit == "pm")
    if hour < EARLIEST and not (unit in ("am", "pm") or groups.get("minute")):
        return None
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def _read_price(match: re.Match[str]) -> Value | None:
    """Read a price of which two of these are written: that it is a maximum, its currency, its unit."""
    typed = match["currency"] or match["currency2"]
    is_maximum = match["most"] or match["after"] or match["after2"]
    if bool(typed) + bool(is_maximum) + bool(match["day"] or match["month"]) < 2:
        return None
    per = "month" if match["month"] else "day" if match["day"] else ""
    try:
        currency = currency_named(typed) if typed else ""
    except NotUnderstood:  # "$" or "francs": of the place, which decides later
        currency = ""
    return Price(match["amount"].replace(",", "."), currency, per)


def _read_number(match: re.Match[str], most: int) -> Value | None:
    number = _numbers().get(match["n"]) or int(match["n"])
    return number if 0 < number <= most else None


def _read_people(match: re.Match[str]) -> Value | None:
    return _read_number(match, MAX_PEOPLE)
