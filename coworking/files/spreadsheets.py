"""Cells of CSV files that a spreadsheet would run as a formula (CSV injection)."""

# What a spreadsheet may run as a formula. An apostrophe goes before it, and so before an apostrophe too.
GUARDED = ("=", "+", "-", "@", "\t", "\r", "'")


def guarded(value: object) -> str:
    """The text of a cell, with an apostrophe before what a spreadsheet could run as a formula.

    Numbers, which may begin with a minus, stay as they are; None becomes the empty text.
    """
    text = "" if value is None else str(value)
    digits = text.removeprefix("-").replace(".", "", 1)
    is_number = digits.isascii() and digits.isdigit()  # "²" is a digit too, and no number to a spreadsheet
    return f"'{text}" if text[:1] in GUARDED and not is_number else text


def unguarded(text: str) -> str:
    """The text of a cell without the apostrophe that `guarded` added."""
    return text[1:] if text[:1] == "'" and text[1:2] in GUARDED else text
