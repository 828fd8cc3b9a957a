"""Folding of text for comparison: one rule, used by every look-up."""

import re
import unicodedata

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d"}
)
_SEPARATORS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return `text` in lower case without accents, its words parted by single spaces.

    "Saint-Étienne" and "saint etienne" fold to the same string. Letters of other scripts stay.
    Folding twice changes nothing.
    """
    lowered = text.lower()
    if lowered.isascii():
        return _SEPARATORS.sub(" ", lowered).strip()
    decomposed = unicodedata.normalize("NFKD", text.casefold()).casefold()
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    recomposed = unicodedata.normalize("NFKC", bare).translate(_LETTERS)
    return _SEPARATORS.sub(" ", recomposed).strip()
