"""Lists of JSON objects as tables: a column for each key, "address.street" for one inside of an object."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from coworking.files import json_stream
from coworking.files.errors import UnreadableFile
from spaces.importers.formats.json_shape import find_records
from spaces.importers.tables.numbers import number_text
from spaces.importers.tables.table import MAX_COLUMNS, Table, TableRow

NOTES, EARLIER_REF = "\x00notes", "\x00ref"  # keys by which a reader of objects adds to their rows


def read_objects(path: Path) -> Table:
    """The table of a list of objects: the file, or the list inside of the file's object."""
    shape = find_records(path)
    return table_of(lambda: json_stream.items(path, shape.prefix), shape.as_of)


def table_of(items: Callable[[], Iterator[Any]], as_of: str = "") -> Table:
    """The table of objects, which are read twice. Raises UnreadableFile where they have too many keys.

    What is no object becomes a row with a problem.
    """
    headings: dict[str, bool] = {}  # whether any object has a text there
    for item in items():
        if isinstance(item, dict):
            texts, lists = flatten(item)
            headings |= dict.fromkeys(texts, True)
            for key in lists:
                headings.setdefault(key, False)
            if len(headings) > MAX_COLUMNS:
                raise UnreadableFile(_("it has more than %(count)s columns") % {"count": MAX_COLUMNS})
    reason = _("a list of objects")
    unreadable = {key: reason for key, has_texts in headings.items() if not has_texts}
    return Table(list(headings), _rows(items(), list(headings)), [], unreadable, as_of, has_lines=False)


def _rows(items: Iterator[Any], headings: list[str]) -> Iterator[TableRow]:
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            yield TableRow(number, [], _("not an object"))
            continue
        notes, ref = item.pop(NOTES, ()), item.pop(EARLIER_REF, "")
        texts, _lists = flatten(item)
        yield TableRow(number, [texts.get(key, "") for key in headings], "", tuple(notes), ref)


def flatten(item: dict[str, Any]) -> tuple[dict[str, str], list[str]]:
    """({path of keys: text}, paths of the lists of several objects, which no cell can have).

    The texts of a list stand between semicolons; an object alone in a list is as it would be without it.
    """
    texts: dict[str, str] = {}
    lists: list[str] = []
    _flatten(item, "", texts, lists)
    return texts, lists


def _flatten(value: Any, path: str, texts: dict[str, str], lists: list[str]) -> None:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in (NOTES, EARLIER_REF):
                _flatten(inner, f"{path}.{key}" if path else key, texts, lists)
    elif isinstance(value, list):
        if any(isinstance(one, dict | list) for one in value):
            lists.append(path)
        elif text := "; ".join(filter(None, map(_text, value))):
            texts[path] = text
    elif text := _text(value):
        texts[path] = text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number_text(value) if isinstance(value, int | float) else str(value).strip()
