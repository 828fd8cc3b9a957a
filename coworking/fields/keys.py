"""Primary keys as they come out of forms and URLs."""

MAX_DIGITS = 18  # of the keys of both databases, which end at 2^63


def primary_key(text: str | None) -> int:
    """A key out of a form or a URL; 0, which no row has, for what is no key that databases take.

    `str.isdigit` alone is no test: "²" is a digit too, and `int` refuses it.
    """
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else 0
