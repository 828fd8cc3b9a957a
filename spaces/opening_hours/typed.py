"""Read opening hours as people type them ("lu-ve 9h-18h", "Mon-Fri 9am-6pm") into OpenStreetMap's syntax.

Nothing is guessed: a text is read with certainty, read with a doubt that a person must settle ("9-6" names no
half of the day, "ma" is a day in three languages), or not read at all. No database access.

A text is a row of rules. A rule is days and their times, in either order, or days that are closed:

    rules := rule { [separator] rule }
    rule  := days [except days] times | times [days] | closed days | except days
    days  := day { to day } { and day { to day } }
    times := clock to clock { and clock to clock } | all day | closed
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NoReturn

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spaces.opening_hours import evaluate, weekly
from spaces.opening_hours.vocabulary import (
    ALL_DAY,
    ALWAYS,
    AND,
    BREAK,
    CLOCK,
    CLOSED,
    DAYS,
    EVERY_DAY,
    EXCEPT,
    FILLER,
    SCHOOL_HOLIDAYS,
    TO,
    WORDS,
    Meaning,
    phrases,
    units,
)
from spaces.opening_hours.weekly import DAY, HOLIDAYS, Times

LONGEST = 500  # characters
HALF_DAY = 12 * 60

WHICH_HALF = _("The text does not say whether the hours are those of the morning or of the evening.")
WHICH_DAYS = _("No day is named: is it every day?")
WHICH_LANGUAGE = _("A short name is a day in several languages.")
WHICH_TIMES = _("A day is named twice.")
WHICH_NIGHT = _("The end is before the beginning: the next morning, or the afternoon?")
WHICH_DIGITS = _("Four digits may be a time or a year.")
WHICH_LIST = _("Days with dashes between them are taken as a list.")


class HoursNotUnderstood(ValueError):
    """The text is not understood; `part` is the first piece of it that is not, as it was typed."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True)
class Reading:
    """What a text says: one expression in OSM's syntax, or several among which a person must choose."""

    expressions: tuple[str, ...]
    doubts: tuple[Promise, ...] = ()

    @property
    def is_certain(self) -> bool:
        return len(self.expressions) == 1 and not self.doubts


@dataclass(frozen=True)
class _Clock:
    """A time of day as it is written: the hour as typed, `half` is am, pm or empty."""

    hour: int
    minute: int = 0
    half: str = ""
    is_24_hours: bool = False  # written so that it can only be the 24-hour clock
    is_padded: bool = False  # "02"
    is_digits: bool = False  # "0900", which may be a year


@dataclass(frozen=True)
class _Token:
    text: str  # as it was typed
    meanings: dict[str, Meaning]  # {language: meaning}; the language "" is all
    clock: _Clock | None = None


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Return what `text` says. Raises HoursNotUnderstood, and nothing else.

    Text in OpenStreetMap's syntax is read as it is.
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise HoursNotUnderstood(f"{text[:40]}…")
    if evaluate.is_valid(text):
        return Reading((text,))
    tokens = list(_tokens(unicodedata.normalize("NFC", text)))
    languages = _languages(tokens)
    found: dict[str, None] = {}  # a set in order
    doubts: dict[Promise, None] = {}
    for is_night in (False, True):
        for language in languages:
            parser = _Parser(tokens, language, is_night)
            found[parser.expression()] = None
            doubts |= dict.fromkeys(parser.doubts)
        if WHICH_NIGHT not in doubts:
            break
    if len(languages) > 1 and len(found) > 1 and WHICH_NIGHT not in doubts:
        doubts[WHICH_LANGUAGE] = None
    return Reading(tuple(found), tuple(doubts))


# From text to tokens

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-") | {ord("’"): "'", ord("："): ":"}
_MEANINGS = phrases()
_UNITS = units()
_TIME = re.compile(
    rf"(?P<hour>[0-9]{{1,2}})(?:(?P<sep>[:.]|\s?(?:h|u)\s?)(?P<minute>[0-9]{{2}})(?![0-9]))?"
    rf"(?:\s?(?P<half>[ap])(?:m|\.m\.?)|\s?(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})\.?)?"
    r"(?![^\W_])"
)
_FOUR_DIGITS = re.compile(r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?![^\W_])")


def _pattern(phrase: str) -> str:
    end = r"(?![^\W_])" if phrase[-1].isalnum() else ""
    return r"\s+".join(map(re.escape, phrase.split(" "))) + end if phrase != "\n" else "\n"


_PHRASE = re.compile("|".join(map(_pattern, sorted(_MEANINGS, key=lambda phrase: (-len(phrase), phrase)))))
_PIECE = re.compile(r"[^\W_]+|.", re.DOTALL)


def _tokens(text: str) -> Iterator[_Token]:
    plain = _plain(text)
    position = 0
    while position < len(plain):
        if plain[position].isspace() and plain[position] != "\n":
            position += 1
            continue
        phrase, time = _PHRASE.match(plain, position), _time_match(plain, position)
        match = phrase if phrase and (time is None or phrase.end() >= time.end()) else time
        if match is None:
            raise HoursNotUnderstood(_part(text, position))
        typed, position = text[position : match.end()], match.end()
        if match is phrase:
            yield _Token(typed, _MEANINGS[" ".join(match.group().split()) or "\n"])
        else:
            yield _time_token(typed, match)


def _plain(text: str) -> str:
    """The text in lower case, without accents and with plain dashes, of the same length."""
    return "".join(map(_plain_char, text.translate(_DASHES)))


@lru_cache(maxsize=1024)
def _plain_char(char: str) -> str:
    lower = unicodedata.normalize("NFD", char.lower())[:1]
    return lower or char


def _part(text: str, position: int) -> str:
    match = _PIECE.match(text, position)
    return match.group()[:60] if match else text[position : position + 60]


def _time_match(plain: str, position: int) -> re.Match[str] | None:
    return _TIME.match(plain, position) or _FOUR_DIGITS.match(plain, position)


def _time_token(typed: str, match: re.Match[str]) -> _Token:
    parts = match.groupdict()
    hour, minute, unit = int(parts["hour"]), int(parts["minute"] or 0), parts.get("unit")
    half = f"{parts['half']}m" if parts.get("half") else ""
    separator = (parts.get("sep") or "").strip()
    if hour > 24 or minute > 59 or (hour == 24 and minute) or (half and not 1 <= hour <= 12):
        raise HoursNotUnderstood(typed)
    is_24_hours = bool(unit) or separator in ("h", "u") or hour > 12 or parts["hour"].startswith("0")
    languages = {"nl"} if separator == "u" else _UNITS.get(unit or "", set())
    meaning = Meaning(CLOCK)
    meanings = dict.fromkeys(languages or {""}, meaning)
    is_digits = len(typed) == 4 and typed.isdigit()
    clock = _Clock(hour, minute, half, is_24_hours and not half, parts["hour"].startswith("0"), is_digits)
    return _Token(typed, meanings, clock)


def _languages(tokens: list[_Token]) -> list[str]:
    """The languages in which the text can be written; where it mixes several, all of them."""
    possible = list(WORDS)
    for token in tokens:
        if "" not in token.meanings:
            possible = [language for language in possible if language in token.meanings]
    return possible or [""]


# From tokens to a week


class _Parser:
    """Parses tokens as one language has them. `doubts` is filled on the way."""

    def __init__(self, tokens: list[_Token], language: str, is_night: bool) -> None:
        self.tokens = [(token, _meaning(token, language)) for token in tokens]
        self.is_night = is_night  # an end before the beginning is on the next day
        self.clocks_of_24 = any(token.clock and token.clock.is_24_hours for token in tokens)
        self.position = 0
        self.doubts: list[Promise] = []
        self.times: dict[int, Times] = {}  # by day, with those that are closed

    def expression(self) -> str:
        """Parse all tokens; return the hours in OSM's syntax. Raises HoursNotUnderstood."""
        self._skip(BREAK, AND, FILLER)
        while self.position < len(self.tokens):
            self._rule()
            self._skip(BREAK, AND, TO, FILLER)
        if not any(self.times.values()):
            self._refuse_all()
        week = weekly.Week(
            tuple(self.times.get(day, ()) for day in range(7)), holidays=self.times.get(HOLIDAYS)
        )
        rules = [weekly.serialize(week)]
        if SCHOOL_HOLIDAYS in self.times:
            rules.append(f"SH {weekly.format_times(self.times[SCHOOL_HOLIDAYS])}")
        found = "; ".join(filter(None, rules))
        if not evaluate.is_valid(found) or len(found) > LONGEST:
            self._refuse_all()
        return found

    def _rule(self) -> None:
        kind = self._kind()
        if kind == ALWAYS:
            self.position += 1
            self._set(EVERY_DAY, ((0, DAY),))
        elif kind in (CLOSED, EXCEPT):
            self.position += 1
            self._skip(FILLER)
            self._close(self._days())
        elif kind == DAYS:
            days = self._days_with_exceptions()
            self._set(days, self._times())
        else:
            times = self._times()
            self._skip(AND, TO, FILLER)
            self._set(self._days_with_exceptions() if self._kind() == DAYS else self._every_day(), times)

    # Days

    def _days_with_exceptions(self) -> frozenset[int]:
        days = self._days()
        if self._kind() == EXCEPT:
            self.position += 1
            self._skip(FILLER)
            excepted = self._days()
            self._close(excepted & {HOLIDAYS, SCHOOL_HOLIDAYS})  # no days of the week, so they are closed
            days -= excepted
        self._skip(AND, FILLER)
        return days

    def _days(self) -> frozenset[int]:
        """One or more days and ranges of days."""
        found = self._day_range()
        while True:
            start = self.position
            self._skip(AND, FILLER)
            if self._kind() != DAYS:
                self.position = start
                return found
            found |= self._day_range()

    def _day_range(self) -> frozenset[int]:
        days = [self._expect_days()]
        self._skip(FILLER)
        while self._kind() == TO and self._kind(1) in (DAYS, FILLER):
            self.position += 1
            self._skip(FILLER)
            days.append(self._expect_days())
            self._skip(FILLER)
        if len(days) == 1:
            return days[0]
        if not all(len(day) == 1 and day <= EVERY_DAY for day in days):
            self._refuse()
        numbers = [min(day) for day in days]
        if len(days) > 2:
            if any(later != earlier + 1 for earlier, later in zip(numbers, numbers[1:], strict=False)):
                self.doubts.append(WHICH_LIST)
            return frozenset(numbers)
        first, last = numbers
        return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))

    def _expect_days(self) -> frozenset[int]:
        token = self._current()
        if token is None or token[1].kind != DAYS or not isinstance(token[1].value, frozenset):
            self._refuse()
        self.position += 1
        return token[1].value

    def _every_day(self) -> frozenset[int]:
        """Every day, where the text names none at all."""
        if self.times or self._kind() not in ("", CLOSED, EXCEPT):
            self._refuse()
        self.doubts.append(WHICH_DAYS)
        return EVERY_DAY

    # Times

    def _times(self) -> Times:
        self._skip(FILLER)
        if self._kind() in (CLOSED, ALL_DAY):
            is_closed = self._kind() == CLOSED
            self.position += 1
            return () if is_closed else ((0, DAY),)
        spans = [self._span()]
        while True:
            start = self.position
            self._skip(AND, TO, FILLER)
            if self._kind() != CLOCK:
                self.position = start
                break
            spans.append(self._span())
        merged = weekly.merge_times(tuple(spans))
        if sum(end - begin for begin, end in spans) > sum(end - begin for begin, end in merged):
            self._refuse(-1)  # the times overlap: one of them is wrong
        return merged

    def _span(self) -> tuple[int, int]:
        opens = self._clock()
        self._skip(FILLER)
        if self._kind() != TO:
            self._refuse()
        self._skip(TO, FILLER)
        closes = self._clock()
        if opens.is_digits or closes.is_digits:
            self.doubts.append(WHICH_DIGITS)
        start, end = self._minutes(opens, closes)
        if start >= DAY or start == end:
            self._refuse(-1)
        return start, end if end > start else end + DAY

    def _clock(self) -> _Clock:
        token = self._current()
        if token is None or token[1].kind != CLOCK:
            self._refuse()
        self.position += 1
        if token[0].clock is not None:
            return token[0].clock
        assert isinstance(token[1].value, int)
        return _Clock(token[1].value // 60, is_24_hours=True)

    def _minutes(self, opens: _Clock, closes: _Clock) -> tuple[int, int]:
        """(start, end) after midnight; the end may be before the start."""
        start, end = opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute
        if opens.half or closes.half:
            return self._minutes_of_halves(opens, closes)
        if not self.clocks_of_24:
            # "9-6" and "1:00-5:00": taken as the hours of a working day, and shown as a doubt.
            self.doubts.append(WHICH_HALF)
            start += HALF_DAY if start < 7 * 60 else 0
            end += HALF_DAY if end <= start and end <= HALF_DAY else 0
            return start, end
        is_long_night = end <= start and end + DAY - start > HALF_DAY
        if is_long_night and start < end + HALF_DAY < DAY and closes.hour and not closes.is_padded:
            self.doubts.append(WHICH_NIGHT)
            return (start, end) if self.is_night else (start, end + HALF_DAY)
        return start % DAY, end

    def _minutes_of_halves(self, opens: _Clock, closes: _Clock) -> tuple[int, int]:
        """The minutes of "9am-6pm", "9-11am" and "9am-18h"."""
        start, end = _minutes_of(opens), _minutes_of(closes)
        if not opens.half and not opens.is_24_hours:
            shared = _minutes_of(replace(opens, half=closes.half))
            is_ordered = shared < (end or DAY)
            start = shared if is_ordered else (shared + HALF_DAY) % DAY
            if not is_ordered:
                self.doubts.append(WHICH_HALF)
        elif not closes.half and not closes.is_24_hours:
            self.doubts.append(WHICH_HALF)
            end = _minutes_of(replace(closes, half="pm"))
        return start, end or DAY

    # The week so far

    def _set(self, days: frozenset[int], times: Times) -> None:
        for day in days:
            before = self.times.get(day)
            if before == () and times and len(days) > 1:
                continue  # "closed on Mondays, every day 9-18h": the day that is named alone is the exception
            if before is None or not times:
                self.times[day] = times
            elif before != times:
                # Ranges that go together are two openings of the day; else the later one is the exception.
                self.doubts.append(WHICH_TIMES)
                together = weekly.merge_times((*before, *times))
                is_apart = len(together) == len(before) + len(times)
                self.times[day] = together if is_apart else times

    def _close(self, days: frozenset[int]) -> None:
        for day in days:
            self.times[day] = ()

    # The tokens

    def _current(self) -> tuple[_Token, Meaning] | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def _kind(self, ahead: int = 0) -> str:
        position = self.position + ahead
        return self.tokens[position][1].kind if position < len(self.tokens) else ""

    def _skip(self, *kinds: str) -> None:
        while self._kind() in kinds:
            self.position += 1

    def _refuse(self, offset: int = 0) -> NoReturn:
        position = min(self.position + offset, len(self.tokens) - 1)
        raise HoursNotUnderstood(self.tokens[position][0].text.strip() if self.tokens else "")

    def _refuse_all(self) -> NoReturn:
        raise HoursNotUnderstood(" ".join(token.text.strip() for token, _meaning in self.tokens)[:60])


def _minutes_of(clock: _Clock) -> int:
    """Minutes after midnight: 12am is 0, 12pm is noon."""
    hour = clock.hour % 12 + (12 if clock.half == "pm" else 0) if clock.half else clock.hour
    return hour * 60 + clock.minute


def _meaning(token: _Token, language: str) -> Meaning:
    """What a token says in a language; without one, what it says in all that have it."""
    for choice in (language, ""):
        if choice in token.meanings:
            return token.meanings[choice]
    meanings = set(token.meanings.values())
    if len(meanings) > 1:
        raise HoursNotUnderstood(token.text)
    return meanings.pop()
