"""A text as tokens: words, numbers and signs, so that "20€", "20 €" and "8am", "8 am" are read alike."""

import re
from collections import defaultdict
from dataclasses import dataclass

from coworking.i18n.normalize import without_accents

_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+|[€$£¥/<≤@]")


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text with single spaces between them, and where its words are in them.

    `words` are those of `normalize_name`. `starts` are {number of a word: positions in `text` at which a
    phrase may begin with it: at the word, or at a sign before it}; `ends` are {position: number of the next
    word}.
    """

    words: list[str]
    text: str
    starts: dict[int, list[int]]
    ends: dict[int, int]


def tokens_of(text: str) -> Tokens:
    """Return the tokens of a text."""
    plain = without_accents(text)
    spans = [match.span() for match in _WORD.finditer(plain)]
    begins = {start: number for number, (start, _end) in enumerate(spans)}
    finishes = {end: number + 1 for number, (_start, end) in enumerate(spans)}
    parts: list[str] = []
    starts: dict[int, list[int]] = defaultdict(list)
    ends: dict[int, int] = {}
    position, finished = 0, 0
    for match in _TOKEN.finditer(plain):
        is_sign = not match.group()[0].isalnum()
        if is_sign:
            starts[finished].append(position)
        elif match.start() in begins:
            starts[begins[match.start()]].append(position)
        finished = finishes.get(match.end(), finished)
        position += len(match.group())
        if is_sign or match.end() in finishes:
            ends[position] = finished
        parts.append(match.group())
        position += 1
    return Tokens([plain[start:end] for start, end in spans], " ".join(parts), dict(starts), ends)
