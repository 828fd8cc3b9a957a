"""Normalisation of names for comparison: one rule, used by every lookup."""

import re
import unicodedata
from functools import lru_cache

_REPLACEMENTS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d"}
)
_SEPARATORS = re.compile(r"[\W_]+")
MAX_CACHED_LENGTH = 100  # characters: names of places and cities are repeated, whole descriptions are not


def normalize_name(text: str) -> str:
    """`text` in lower case, without accents, words separated by single spaces.

    "Saint-Étienne" and "saint etienne" give the same string. Letters of other scripts are preserved.
    Normalising twice changes nothing.
    """
    return _normalize_cached(text) if len(text) <= MAX_CACHED_LENGTH else _normalize(text)


def without_accents(text: str) -> str:
    """`text` in lower case and without accents, with everything that stands between its words."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFKD", text.casefold()).casefold()
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFKC", bare).translate(_REPLACEMENTS)


def _normalize(text: str) -> str:
    return _SEPARATORS.sub(" ", without_accents(text)).strip()


_normalize_cached = lru_cache(maxsize=8192)(_normalize)
