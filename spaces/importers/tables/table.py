"""What every reader of tables gives: headings, and rows of text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

MAX_COLUMNS = 1000


class TableRow(NamedTuple):
    """One row. `problem` says why its cells cannot be used, `notes` what was made of them.

    `earlier_ref` is the id that an earlier version gave to a row without an id, where that was another.
    `is_short` if cells are missing at its end.
    """

    line: int
    cells: list[str]
    problem: str = ""
    notes: tuple[str, ...] = ()
    earlier_ref: str = ""
    is_short: bool = False


@dataclass
class Table:
    """A table: `rows` are read while they are iterated; `notes` are sentences on the file as a whole.

    `unreadable` is {heading: why its values cannot be read}; `as_of` the date of the file, where it has one.
    `has_lines` if its rows are numbered as people count them.
    """

    headings: list[str]
    rows: Iterator[TableRow]
    notes: list[str] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)
    as_of: str = ""
    has_lines: bool = True
