"""Streaming JSON from elsewhere (ijson): one record in memory at a time, bounded in depth and size."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ijson
from django.utils.translation import gettext as _

from coworking.files.bounded_reader import BoundedReader
from coworking.files.errors import UnreadableFile

# ijson keeps the path to each open bracket: without a bound, 40 KB of "[" took 4 GB.
MAX_DEPTH = 64  # a multipolygon in a GeoJSON file is 8 deep
MAX_VALUES = 500_000  # in one record: the outline of a country has some 100,000 coordinates
MAX_KEY_CHARACTERS = 1000


def parse(path: Path) -> Iterator[tuple[str, str, Any]]:
    """(path of keys, event, value) of everything in a file, as `ijson.parse` gives them.

    Raises UnreadableFile on the way where the file is no JSON, is cut off, or passes a bound.
    """
    yield from ijson.parse(_events(path))


def items(path: Path, key: str) -> Iterator[Any]:
    """The elements of the list under a key of the file's object. Raises UnreadableFile as `parse` does."""
    yield from ijson.items(parse(path), f"{key}.item")


def _events(path: Path) -> Iterator[tuple[str, Any]]:
    """The events of a file. `number` counts the elements of a list that stands in the file's object."""
    depth = number = values = 0
    with path.open("rb") as file:
        if file.read(3) != codecs.BOM_UTF8:
            file.seek(0)
        reader = BoundedReader(file)
        try:
            for event, value in ijson.basic_parse(reader, use_float=True):
                reader.found()
                if depth == 2:
                    number += event not in ("end_map", "end_array")
                    values = 0
                values += 1
                if event in ("start_map", "start_array"):
                    depth += 1
                    number = 0 if depth == 2 else number
                elif event in ("end_map", "end_array"):
                    depth -= 1
                _check_bounds(depth, values, number)
                if event == "map_key" and len(value) > MAX_KEY_CHARACTERS:
                    message = _("element %(number)s has a key of more than %(count)s characters")
                    raise UnreadableFile(message % {"number": number, "count": MAX_KEY_CHARACTERS})
                yield event, value
        except ijson.JSONError as error:
            message = _("the JSON is broken or cut off at element %(number)s: %(why)s")
            why = str(error).partition("\n")[0]
            raise UnreadableFile(message % {"number": number, "why": why}) from None


def _check_bounds(depth: int, values: int, number: int) -> None:
    if depth > MAX_DEPTH:
        message = _("element %(number)s is nested more than %(depth)s levels deep")
        raise UnreadableFile(message % {"number": number, "depth": MAX_DEPTH})
    if values > MAX_VALUES:
        message = _("element %(number)s has more than %(count)s values")
        raise UnreadableFile(message % {"number": number, "count": MAX_VALUES})
