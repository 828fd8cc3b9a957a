"""The tags of one element, and what of them was not understood."""

from django.utils.translation import gettext as _

from coworking.fields.amounts import format_number
from coworking.fields.errors import NotUnderstood
from spaces.importers.values import clean
from spaces.importers.values.notes import ValueNote


class Tags:
    """The tags of one element: `values` is {key: value}.

    A value that a reader does not understand goes to `notes`, which the import reports.
    """

    __slots__ = ("notes", "values")

    def __init__(self, values: dict[str, str]):
        self.values = values
        self.notes: list[str] = []

    def first(self, *keys: str) -> tuple[str, str]:
        """The first of the keys that has a value, and its value; ("", "") where none has."""
        for key in keys:
            value = self.values.get(key)
            if value:
                return key, value
        return "", ""

    def get(self, *keys: str) -> str:
        """The value of the first of the keys that has one, or ""."""
        return self.first(*keys)[1]

    def line(self, *keys: str, longest: int = 250) -> str:
        """The first value as one line; one that is longer than its column is reported and left out."""
        key, value = self.first(*keys)
        return self.fitting(key, value, longest) if value else ""

    def fitting(self, key: str, value: str, longest: int) -> str:
        """A value of the key as one line, if it has at most `longest` characters; else it is reported."""
        line = clean.text(value) if value else ""
        if len(line) > longest:
            self.notes.append(
                ValueNote(
                    key,
                    _("“%(text)s…” has more than %(count)s characters, and is left out.")
                    % {"count": format_number(longest), "text": line[:80]},
                )
            )
            return ""
        return line

    def parts(self, *keys: str) -> list[tuple[str, str]]:
        """(key, value) of all values of these keys, each once; several values of a key stand between ";"."""
        found: dict[str, str] = {}
        for key in keys:
            value = self.values.get(key)
            if value:
                for part in value.split(";"):
                    found.setdefault(part.strip(), key)
        return [(key, part) for part, key in found.items() if part]

    def refuse(self, key: str, value: str, error: NotUnderstood | None = None) -> None:
        """Report a value that is not understood; the error may say why."""
        reason = error or _("“%(text)s” is not understood.") % {"text": clean.text(value)[:200]}
        self.notes.append(ValueNote(key, reason))
