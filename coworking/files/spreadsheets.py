from typing import Any


def guarded(value: Any) -> str:
    """Text that no spreadsheet runs as a formula: an apostrophe goes before what could be one."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in GUARDED and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()


# What a spreadsheet may run as a formula. An apostrophe goes before it, and so before an apostrophe too.
GUARDED = ("=", "+", "-", "@", "\t", "\r", "'")


def unguarded(value: str) -> str:
    """Take away the apostrophe that the export puts before what a spreadsheet would run as a formula."""
    return value[1:] if value[:1] == "'" and value[1:2] in GUARDED else value
