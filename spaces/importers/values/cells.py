"""Reading the values of one record, and noting those that are not understood."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.utils.translation import gettext as _

from coworking.fields.amounts import format_number
from coworking.fields.errors import NotUnderstood
from spaces.importers.values import clean
from spaces.importers.values.notes import ValueNote

Value = TypeVar("Value")
SHOWN = 200  # characters of a text in a sentence on it


class Cells:
    """The texts of one record by their column or tag. `notes` are sentences on those not understood."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.notes: list[str] = []

    def has(self, column: str) -> bool:
        return bool(self.texts.get(column, "").strip())

    def note(self, column: str, sentence: object) -> None:
        self.notes.append(ValueNote(column, sentence))

    def refuse(self, column: str, text: str) -> None:
        """Note that a text is not understood."""
        self.note(column, _("“%(text)s” is not understood.") % {"text": clean.text(text)[:SHOWN]})

    def read(self, column: str, reader: Callable[[str], Value]) -> Value | None:
        """The value of a text; None for an empty one, and for one that `reader` refuses, which is noted."""
        if not self.has(column):
            return None
        try:
            return reader(self.texts[column])
        except NotUnderstood as error:
            self.note(column, error)
            return None

    def clean(self, column: str, cleaner: Callable[[str], str]) -> str:
        """The value of a text, as `cleaner` returns it; "" for one of which it returns "", which is noted."""
        if not self.has(column):
            return ""
        found = cleaner(self.texts[column])
        if not found:
            self.refuse(column, self.texts[column])
        return found

    def line(self, column: str, longest: int) -> str:
        """The text as one line; one of more than `longest` characters is noted and left out."""
        line = clean.text(self.texts.get(column))
        if len(line) <= longest:
            return line
        message = _("“%(text)s…” has more than %(count)s characters, and is left out.")
        self.note(column, message % {"text": line[:80], "count": format_number(longest)})
        return ""

    def start(self, column: str, longest: int) -> str:
        """The first `longest` characters of a text, up to the end of a word; what is left out is noted."""
        line = clean.text(self.texts.get(column))
        if len(line) <= longest:
            return line
        start = line[: longest + 1].rpartition(" ")[0] or line[:longest]
        message = _("shortened from %(count)s characters: left out from “%(text)s” on.")
        rest = line[len(start) :].strip()
        self.note(column, message % {"count": format_number(len(line)), "text": rest[:80]})
        return start
