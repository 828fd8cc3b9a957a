"""Reading the values of one record, and noting those that are not understood."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from coworking.fields.errors import NotUnderstood

Value = TypeVar("Value")


class Cells:
    """The texts of one record by their column or tag. `notes` are sentences on those not understood."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.notes: list[str] = []

    def has(self, column: str) -> bool:
        return bool(self.texts.get(column, "").strip())

    def read(self, column: str, reader: Callable[[str], Value]) -> Value | None:
        """The value of a text; None for an empty one, and for one that `reader` refuses, which is noted."""
        if not self.has(column):
            return None
        try:
            return reader(self.texts[column])
        except NotUnderstood as error:
            self.notes.append(f"{column}: {error}")
            return None
