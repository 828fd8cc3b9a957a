"""Normalised texts and their fingerprints: comments of an author with one fingerprint are one comment.

The functions are pure and versioned: change them only together with VERSION. Two texts are not distinguished
by Unicode compatibility forms (NFKC), case, accents, white space, zero-width characters, HTML entities,
typographic quotes and dashes, punctuation and emoji at either end, nor, in URLs, by the scheme, "www.", a
trailing slash and tracking parameters.
"""

import hashlib
import html
import re
import unicodedata
from functools import lru_cache

VERSION = 1

_PLAIN = str.maketrans(
    dict.fromkeys("‘’‚‛′`´ʼ", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"…": "...", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
)
MAX_PASSES = 8  # of 41,000 texts of open data none needs more than three

# The second alternative skips what looks like a host name and is none: without it, each dot of "a.a.a."
# starts a search to the end, and 20,000 characters took 8 s.
_URL = re.compile(
    r"\b(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#:][^\s<>\"']*)?)"
    r"|\b(?=[a-z0-9-])(?:(?!https?://)[a-z0-9-]|\.(?=[a-z0-9-]))++"
)
_TRACKING = re.compile(
    r"(?:utm_\w{1,40}|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_hs\w{1,40})=[^&\s]*&?"
)
_NOT_PRINTABLE_ASCII = re.compile(r"[^ -~]+")
_SPACES = re.compile(r"\s+")
_SPACE_BEFORE = re.compile(r"\s+([!?;:,.)\]])")  # "très bien !" is French for "très bien!"
_SPACE_INSIDE_QUOTES = re.compile(r'"\s*([^"]*?)\s*"')
# Emoji that turn a text into its opposite are preserved, and characters of a number: 100%, -5, 20°.
_NEGATING_EMOJI = frozenset("👎❌🚫⛔💩😡🤮🤢")
_PART_OF_NUMBER = frozenset("%‰°#*-&@")


@lru_cache(maxsize=1024)
def normalise(text: str) -> str:
    """Return a text without differences in how it was typed. Normalising twice changes nothing.

    A text that still changes after MAX_PASSES passes, such as "&amp;amp;amp; ...", is returned as it is:
    nobody types it, and 20,000 characters of it would take 7,000 passes.
    """
    changing = text
    for _pass in range(MAX_PASSES):
        before, changing = changing, _normalise_once(changing)
        if changing == before:
            return changing
    return text


def fingerprint(text: str) -> str:
    """Return the SHA-256 of the normalised text, 64 hexadecimal digits."""
    return hashlib.sha256(normalise(text).encode("utf-8", "surrogatepass")).hexdigest()


def _normalise_once(text: str) -> str:
    text = unicodedata.normalize("NFKC", html.unescape(text)).casefold().translate(_PLAIN)
    stripped = _NOT_PRINTABLE_ASCII.sub(lambda match: _visible(match[0]), unicodedata.normalize("NFKD", text))
    text = unicodedata.normalize("NFKC", stripped)
    text = _URL.sub(lambda match: _bare_url(match[1]) if match[1] else match[0], text)
    text = _SPACE_INSIDE_QUOTES.sub(r'"\1"', _SPACE_BEFORE.sub(r"\1", _SPACES.sub(" ", text)))
    return _without_ends(text)


def _visible(chars: str) -> str:
    """Remove accents, and zero-width and other format characters that are not white space."""
    return "".join(
        char
        for char in chars
        if char.isspace() or not (unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Cc"))
    )


def _bare_url(rest: str) -> str:
    """Remove tracking parameters and the trailing slash from a URL without scheme and "www."."""
    path, mark, query = rest.partition("?")
    query, hash_mark, fragment = query.partition("#")
    query = _TRACKING.sub("", query).rstrip("&")
    if query or fragment:
        return f"{path.rstrip('/')}{mark if query else ''}{query}{hash_mark}{fragment}"
    address = path.rstrip(".,;:!?)\"'")
    return address.rstrip("/") + path[len(address) :]


def _without_ends(text: str) -> str:
    """Remove punctuation and emoji at the ends, unless the text has nothing else."""
    start, end = 0, len(text)
    while start < end and _is_ornament(text[start], text[start + 1 : start + 2]):
        start += 1
    while end > start and _is_ornament(text[end - 1], text[end - 2 : end - 1]):
        end -= 1
    return text[start:end] or text.strip()


def _is_ornament(char: str, neighbour: str) -> bool:
    if char in _NEGATING_EMOJI or (char in _PART_OF_NUMBER and neighbour.isalnum()):
        return False
    return (
        char.isspace() or unicodedata.category(char)[0] == "P" or unicodedata.category(char) in ("So", "Sk")
    )
