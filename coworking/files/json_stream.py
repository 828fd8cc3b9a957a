"""Streaming JSON from elsewhere (ijson): one record in memory at a time, bounded in depth and size."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import ijson
from django.utils.translation import gettext as _

from coworking.files.bounded_reader import BoundedReader
from coworking.files.errors import UnreadableFile
from coworking.files.opening import open_utf8

# ijson keeps the path to each open bracket: without a bound, 40 KB of "[" took 4 GB.
MAX_DEPTH = 64  # a multipolygon in a GeoJSON file is 8 deep
MAX_VALUES = 500_000  # in one record: the outline of a country has some 100,000 coordinates
MAX_KEY_CHARACTERS = 1000
MAX_TOP_TEXTS = 100


def parse(path: Path, prefix: str = "features.item") -> Iterator[tuple[str, str, Any]]:
    """(path of keys, event, value) of everything in a file, as `ijson.parse` gives them.

    `prefix` is the path of the records, each of which is bounded: "features.item" of those in a list under
    the key "features", "item" of those in a list that is the file, "" of those that follow each other (JSON
    lines, GeoJSON text sequences). Raises UnreadableFile on the way where the file is no JSON, is cut off, or
    passes a bound.
    """
    yield from ijson.parse(_events(path, len(prefix.split(".")) if prefix else 0))


def items(path: Path, prefix: str, top_texts: dict[str, str] | None = None) -> Iterator[Any]:
    """The records under a path of keys. Raises UnreadableFile as `parse` does.

    The texts that stand in the file's object, beside the records, are put into `top_texts`.
    """
    events = parse(path, prefix)
    yield from ijson.items(events if top_texts is None else _noting_texts(events, top_texts), prefix)


def _noting_texts(
    events: Iterator[tuple[str, str, Any]], texts: dict[str, str]
) -> Iterator[tuple[str, str, Any]]:
    for found in events:
        key, event, value = found
        if event == "string" and "." not in key and len(texts) < MAX_TOP_TEXTS:
            texts[key] = value
        yield found


def _events(path: Path, list_depth: int) -> Iterator[tuple[str, Any]]:
    """The events of a file. `number` counts the records, which stand at a depth of nesting."""
    depth = number = values = 0
    with open_utf8(path) as file:
        reader = BoundedReader(_WithoutSeparators(file))
        try:
            for event, value in ijson.basic_parse(reader, use_float=True, multiple_values=True):
                reader.found()
                if depth == list_depth:
                    number += event not in ("end_map", "end_array", "map_key")
                    values = 0
                values += 1
                if event in ("start_map", "start_array"):
                    depth += 1
                    number = 0 if depth == list_depth else number
                elif event in ("end_map", "end_array"):
                    depth -= 1
                _check_bounds(depth, values, number)
                if event == "map_key" and len(value) > MAX_KEY_CHARACTERS:
                    message = _("element %(number)s has a key of more than %(count)s characters")
                    raise UnreadableFile(message % {"number": number, "count": MAX_KEY_CHARACTERS})
                yield event, value
        except (ijson.JSONError, UnicodeError) as error:  # half of a surrogate pair is a UnicodeError
            message = _("the JSON is broken or cut off at element %(number)s: %(why)s")
            why = str(error).partition("\n")[0]
            raise UnreadableFile(message % {"number": number, "why": why}) from None


class _WithoutSeparators:
    """A file whose record separators (RFC 8142), which are no JSON, are blanks."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size).replace(b"\x1e", b" ")


def _check_bounds(depth: int, values: int, number: int) -> None:
    if depth > MAX_DEPTH:
        message = _("element %(number)s is nested more than %(depth)s levels deep")
        raise UnreadableFile(message % {"number": number, "depth": MAX_DEPTH})
    if values > MAX_VALUES:
        message = _("element %(number)s has more than %(count)s values")
        raise UnreadableFile(message % {"number": number, "count": MAX_VALUES})
