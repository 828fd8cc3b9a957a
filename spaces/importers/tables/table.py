"""What every reader of tables gives: headings, and rows of text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

MAX_COLUMNS = 1000


class TableRow(NamedTuple):
    """One row. `problem` says why its cells cannot be used, `notes` what was made of them."""

    line: int
    cells: list[str]
    problem: str = ""
    notes: tuple[str, ...] = ()


@dataclass
class Table:
    """A table: `rows` are read while they are iterated; `notes` are sentences on the file as a whole."""

    headings: list[str]
    rows: Iterator[TableRow]
    notes: list[str] = field(default_factory=list)
