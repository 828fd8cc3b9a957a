"""Similarity of two comments, and the sketches that find comments worth comparing.

rapidfuzz's normalised indel similarity was chosen: it forgives typing errors and added words, it is fast, and
its score can be explained ("94 of 100 characters are the same"). What is worth comparing is found by
sketches: the smallest hashes of a text's shingles of eight characters (bottom-k sketching, Broder 1997, "On
the resemblance and containment of documents"). Near texts share some of them, others hardly ever do.
"""

import re
import zlib
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from coworking.i18n.word_lists import FILLERS, NEGATIONS, NUMBERS
from reviews.fingerprint import normalise

MIN_SCORE = 82.0
SHINGLE_LENGTH = 8
SKETCH_SIZE = 10
MIN_SHARED_SHINGLES = 3  # texts that share fewer of their ten are not worth comparing
MIN_WORD_SIMILARITY = 70.0  # of two spellings of a word
MIN_NAME_SIMILARITY = 85

_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_DIGITS = re.compile(r"\d+(?:[.,:h]\d+)*")
_CAPITALISED_INSIDE_SENTENCE = re.compile(r"(?<=[^\W\d_][ ,])([A-ZÀ-Þ][^\W_]+)")
_NEGATING_EMOJI = "👎❌🚫⛔"


@dataclass(frozen=True)
class DiffSegment:
    """Some words of the first and of the second text; `same` where the texts agree."""

    first: str
    second: str
    same: bool


def score(one: str, other: str) -> float:
    """Return the similarity of two texts, 0 to 100; 0 when it is below MIN_SCORE or they contradict."""
    first, second = normalise(one), normalise(other)
    best = max(
        Indel.normalized_similarity(first, second) * 100,
        fuzz.token_sort_ratio(first, second),
        _containment(first, second),
    )
    if best < MIN_SCORE or contradicts(one, other):
        return 0.0
    return round(best, 1)


def _containment(first: str, second: str) -> float:
    """The similarity of a text with a part of a slightly longer one, for example with "thanks" after it."""
    short, long = sorted((first, second), key=len)
    if len(short) < 0.6 * len(long) or len(short) < 20:
        return 0.0
    return fuzz.partial_ratio(short, long) - 10


def contradicts(one: str, other: str) -> bool:
    """Whether two texts differ in a number, a price, a negation, a name, or a distinctive word."""
    return (
        _numbers(one) != _numbers(other)
        or _count_negations(one) != _count_negations(other)
        or _have_different_names(one, other)
        or _have_different_words(one, other)
    )


def _numbers(text: str) -> Counter[str]:
    text = normalise(text)
    return Counter(_DIGITS.findall(text)) + Counter(word for word in words(text) if word in NUMBERS)


def _count_negations(text: str) -> int:
    text = normalise(text)
    negations = sum(word in NEGATIONS or word.endswith("n't") for word in words(text))
    french = sum(word.startswith("n'") for word in words(text))
    return negations + french + sum(char in text for char in _NEGATING_EMOJI)


def _have_different_names(one: str, other: str) -> bool:
    """Whether only one of the texts has a word, in either case, that is capitalised inside a sentence."""
    first, second = set(words(normalise(one))), set(words(normalise(other)))
    names = (_names(one) - second) | (_names(other) - first)
    return any(not _is_typo_of_any(name, second if name in first else first) for name in names)


def _names(text: str) -> set[str]:
    if text.isupper():
        return set()
    return {normalise(match[1]) for match in _CAPITALISED_INSIDE_SENTENCE.finditer(text)}


def _is_typo_of_any(name: str, others: set[str]) -> bool:
    # A name with one other character is most often another name: only long ones may have a typing error.
    return any(len(name) > 5 and fuzz.ratio(name, other) >= MIN_NAME_SIMILARITY for other in others)


def _have_different_words(one: str, other: str) -> bool:
    """Whether a distinctive word is replaced by another one: good / bad, calme / bruyant."""
    first, second = words(normalise(one)), words(normalise(other))
    return _has_word_without_spelling(first, second) and _has_word_without_spelling(second, first)


def _has_word_without_spelling(text: list[str], other: list[str]) -> bool:
    """Whether a text has a distinctive word of which the other text has no spelling."""
    only = Counter(text) - Counter(other)
    joined = "".join(other)
    return any(word not in FILLERS and not _is_spelling_of(word, joined, other) for word in only)


def _is_spelling_of(word: str, joined: str, others: list[str]) -> bool:
    """Whether a word is one of the others with a typing error, or with more or fewer spaces."""
    if len(word) > 3 and word in joined:
        return True
    return any(
        fuzz.ratio(word, other) >= MIN_WORD_SIMILARITY and word[:1] == other[:1]
        for other in others
        if len(word) > 2
    )


def words(text: str) -> list[str]:
    """Return the words of a text, in order."""
    return _WORDS.findall(text)


def sketch(text: str) -> list[int]:
    """Return the ten smallest CRC-32 hashes of the shingles of a text; fewer for a short text."""
    text = " ".join(words(normalise(text)))
    count = max(len(text) - SHINGLE_LENGTH + 1, 1)
    shingles = {text[start : start + SHINGLE_LENGTH] for start in range(count)}
    hashes = {zlib.crc32(shingle.encode("utf-8", "surrogatepass")) for shingle in shingles}
    return sorted(hashes)[:SKETCH_SIZE]


def diff_words(one: str, other: str) -> list[DiffSegment]:
    """Return the segments in which two texts agree and differ, word by word, as they were typed."""
    first, second = one.split(), other.split()
    matcher = SequenceMatcher(
        None, [normalise(w) for w in first], [normalise(w) for w in second], autojunk=False
    )
    return [
        DiffSegment(" ".join(first[a:b]), " ".join(second[c:d]), tag == "equal")
        for tag, a, b, c, d in matcher.get_opcodes()
    ]
