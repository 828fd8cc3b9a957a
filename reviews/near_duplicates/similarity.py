"""How near two comments are, and where to look for near ones. Only a person folds them.

rapidfuzz's normalised indel similarity was chosen: it forgives typing errors and added words, it is fast, and
its figure can be explained ("94 of 100 characters are the same"). What is worth comparing is found by
sketches: the smallest hashes of a text's eight-letter pieces (bottom-k sketching, Broder 1997, "On the
resemblance and containment of documents"). Near texts share some of them, others hardly ever do.
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
MIN_WORD_SIMILARITY = 70.0

_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_DIGITS = re.compile(r"\d+(?:[.,:h]\d+)*")


@dataclass(frozen=True)
class DiffSegment:
    """Some words of the first or second text, and whether both have them."""

    first: str
    second: str
    same: bool


def score(one: str, other: str) -> float:
    """0 to 100: how near two texts are; 0 when they differ in a number, a price, a negation or a name."""
    first, second = normalise(one), normalise(other)
    best = max(
        Indel.normalized_similarity(first, second) * 100,
        fuzz.token_sort_ratio(first, second),
        _contained(first, second),
    )
    if best < MIN_SCORE or contradicts(one, other):
        return 0.0
    return round(best, 1)


def _contained(first: str, second: str) -> float:
    """A text that stands whole in a slightly longer one, for example with "thanks" after it."""
    short, long = sorted((first, second), key=len)
    if len(short) < 0.6 * len(long) or len(short) < 20:
        return 0.0
    return fuzz.partial_ratio(short, long) - 10


def contradicts(one: str, other: str) -> bool:
    """Whether two texts differ in a number, a price, a negation, a name, or a word of weight."""
    if _numbers(one) != _numbers(other) or _negations(one) != _negations(other):
        return True
    if _names(one, other):
        return True
    return _other_words(one, other)


def _numbers(text: str) -> Counter:
    bare = normalise(text)
    return Counter(_DIGITS.findall(bare)) + Counter(word for word in words(bare) if word in NUMBERS)


def _negations(text: str) -> int:
    bare = normalise(text)
    found = sum(word in NEGATIONS or word.endswith("n't") for word in words(bare))
    return (
        found + sum(word.startswith("n'") for word in words(bare)) + sum(char in bare for char in "👎❌🚫⛔")
    )


def _names(one: str, other: str) -> bool:
    """Words with a capital inside a sentence that only one of the two texts has, in whatever case."""
    first, second = set(words(normalise(one))), set(words(normalise(other)))
    only = (_capitals(one) - second) | (_capitals(other) - first)
    return any(not _is_typo_of_any(name, second if name in first else first) for name in only)


def _capitals(text: str) -> set[str]:
    found = re.finditer(r"(?<=[^\W\d_][ ,])([A-ZÀ-Þ][^\W_]+)", text)
    return {normalise(match[1]) for match in found} if not text.isupper() else set()


def _is_typo_of_any(word: str, others: set[str]) -> bool:
    # A name with another letter is most often another name: only long ones may carry a typing error.
    return any(len(word) > 5 and fuzz.ratio(word, other) >= 85 for other in others)


def _other_words(one: str, other: str) -> bool:
    """Whether a telling word stands in the place of another one: good / bad, calme / bruyant."""
    first, second = words(normalise(one)), words(normalise(other))
    left, right = Counter(first) - Counter(second), Counter(second) - Counter(first)
    missing = [word for word in left if word not in FILLERS]
    added = [word for word in right if word not in FILLERS]
    lonely_left = [word for word in missing if not _is_spelling_of(word, "".join(second), second)]
    lonely_right = [word for word in added if not _is_spelling_of(word, "".join(first), first)]
    return bool(lonely_left) and bool(lonely_right)


def _is_spelling_of(word: str, run: str, others: list[str]) -> bool:
    """A typing error of one of the others, or the same letters with a blank more or less."""
    if len(word) > 3 and word in run:
        return True
    return any(
        fuzz.ratio(word, other) >= MIN_WORD_SIMILARITY and word[:1] == other[:1]
        for other in others
        if len(word) > 2
    )


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    return _WORDS.findall(text)


def sketch(text: str) -> list[int]:
    """At most ten signed 64-bit-safe integers: the smallest hashes of the eight-letter pieces of the text."""
    bare = " ".join(words(normalise(text)))
    pieces = {bare[at : at + SHINGLE_LENGTH] for at in range(max(len(bare) - SHINGLE_LENGTH + 1, 1))}
    return sorted({zlib.crc32(piece.encode("utf-8", "surrogatepass")) for piece in pieces})[:SKETCH_SIZE]


def diff_words(one: str, other: str) -> list[DiffSegment]:
    """The two texts cut into what is the same and what differs, word by word, as they were typed."""
    first, second = one.split(), other.split()
    matcher = SequenceMatcher(
        None, [normalise(w) for w in first], [normalise(w) for w in second], autojunk=False
    )
    return [
        DiffSegment(" ".join(first[a:b]), " ".join(second[c:d]), tag == "equal")
        for tag, a, b, c, d in matcher.get_opcodes()
    ]
