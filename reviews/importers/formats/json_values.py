"""Values of JSON exports of comments, whose types nobody guarantees."""

from collections.abc import Iterable, Iterator
from typing import Any

from reviews.importers.formats.base import Note


def objects(values: object, note: Note) -> Iterator[dict[str, Any]]:
    """The objects of a list; what is no object is reported."""
    for value in values if isinstance(values, Iterable) and not isinstance(values, str | dict) else ():
        if isinstance(value, dict):
            yield value
        else:
            note("the file", f"{str(value)[:100]} is no object, and was not read")


def text(record: dict[str, Any], key: str) -> str:
    """The text or number under a key, stripped and without NULs; "" where there is none."""
    value = record.get(key)
    is_text = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value).replace("\x00", "").strip() if is_text else ""
