"""Telephones, e-mail addresses and web sites of a table, of which one cell may have several."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from spaces.importers.values import clean
from spaces.importers.values.cells import Cells

_WORDS = r"\s(?:and|or|et|ou|en|of|und|oder)\s"
_BETWEEN = re.compile(rf"\s*[;|\n]\s*|,\s+|\s/\s|{_WORDS}", re.IGNORECASE)
_BETWEEN_PHONES = re.compile(rf"\s*[;|\n,]\s*|\s/\s|(?<=\d{{8}})/(?=[+0\d]\d{{7}})|{_WORDS}", re.IGNORECASE)
_BETWEEN_EMAILS = re.compile(rf"\s*[;|\n,\s]\s*|\s/\s|{_WORDS}", re.IGNORECASE)
# column of Space: the fact that has its further values, what stands between them, and how one is read
CONTACTS: dict[str, tuple[str, re.Pattern[str], Callable[[object], str]]] = {
    "website": ("other_websites", _BETWEEN, clean.website),
    "phone": ("other_phones", _BETWEEN_PHONES, clean.phone),
    "email": ("other_emails", _BETWEEN_EMAILS, clean.email),
}


OWN_COLUMNS = {fact: fact for fact in CONTACTS}


def contacts(cells: Cells, columns: Mapping[str, str] = OWN_COLUMNS) -> dict[str, Any]:
    """{"website", "phone", "email", "other_websites", "other_phones", "other_emails"}, without empty ones.

    The first of several values fills the column of Space. `columns` are {column of Space: that of the file}.
    What is not understood is noted.
    """
    facts: dict[str, Any] = {}
    for fact, column in columns.items():
        if not cells.has(column):
            continue
        others, between, cleaner = CONTACTS[fact]
        found = _all(cells, column, between, cleaner)
        if found:
            facts[fact] = found[0]
        if found[1:]:
            facts[others] = found[1:]
    return facts


def _all(cells: Cells, column: str, between: re.Pattern[str], cleaner: Callable[[object], str]) -> list[str]:
    """The values of a cell, each once."""
    typed = cells.texts[column]
    parts = [part.strip() for part in between.split(typed) if part.strip()]
    found = {part: cleaner(part) for part in parts}
    if not any(found.values()):
        cells.refuse(column, typed)
        return []
    for part, value in found.items():
        if not value:
            cells.refuse(column, part)
        elif cleaner is clean.phone:
            _note_rest(cells, column, part, value)
    return list(dict.fromkeys(value for value in found.values() if value))


def _note_rest(cells: Cells, column: str, part: str, number: str) -> None:
    """Note what stands beside a number, such as an extension."""
    before, _number, after = clean.text(part).partition(number)
    rest = " ".join(filter(None, (before.strip(), after.strip())))
    if rest:
        message = _("“%(text)s” beside %(number)s is left out.")
        cells.note(column, message % {"text": rest, "number": number})
