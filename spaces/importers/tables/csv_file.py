"""CSV from elsewhere, row by row in bounded memory: broken rows are reported, and the others read."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import ftfy
from django.utils.translation import gettext as _

from coworking.files.errors import UnreadableFile
from coworking.files.opening import find_encoding, open_text
from spaces.importers.tables.table import MAX_COLUMNS, Table, TableRow

MAX_ROW_CHARACTERS = 1 << 20
# After a quote that is never closed, the rows that it swallowed are read again.
MAX_REREAD_CHARACTERS = 16 << 20
MAX_REPAIRED_CHARACTERS = 10_000
MAX_FIRST_LINES = 1000
DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"[^"\n]*"')
# UTF-8 that was taken for Windows-1252: "Ã" or "Â" before what no word has after it, "â€" before a quote.
_DECODED_TWICE = re.compile(
    r"[ÃÂ][\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122€]|â€"
)


def delimiter_of(lines: list[str]) -> tuple[str, int]:
    """(the delimiter of a file, the index of its heading): a first line "sep=;" names it."""
    index = next((number for number, line in enumerate(lines) if line.strip()), 0)
    first = lines[index].strip() if lines else ""
    if re.fullmatch(r'"?sep=[^\w"]"?', first, re.IGNORECASE):
        return first.strip('"')[-1], index + 1
    if first.lower() == "sep=":  # a tab, which was stripped
        return "\t", index + 1
    return max(DELIMITERS, key=_QUOTED.sub("", first).count), index


def read_csv(path: Path) -> Table:
    """The table in a CSV file, its cells separated by commas, semicolons, tabs or bars.

    Raises UnreadableFile, at once or on the way, where a row cannot be read or passes a bound.
    """
    encoding = find_encoding(path)
    delimiter, index = delimiter_of(_first_lines(path, encoding.codec))
    records = _records(path, encoding.codec, delimiter, skipped_lines=index)
    heading = next(records, None)
    headings = [cell.strip() for cell in heading.cells] if heading else []
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MAX_COLUMNS:
        raise UnreadableFile(_("it has more than %(count)s columns") % {"count": MAX_COLUMNS})
    rows = (_of_width(row, len(headings)) for row in records)
    return Table(headings, rows, [encoding.note] if encoding.note else [])


def _first_lines(path: Path, codec: str) -> list[str]:
    """The first lines of a file, up to two with text after each other."""
    lines: list[str] = []
    with open_text(path, codec) as file:
        while len(lines) < MAX_FIRST_LINES and (line := file.readline(MAX_ROW_CHARACTERS)):
            lines.append(line)
            if sum(bool(one.strip()) for one in lines[-2:]) == 2:
                break
    return lines


def csv_rows(path: Path, *, lowercase_header: bool = False) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, {column: text}) of each row of a CSV file. Raises UnreadableFile at a broken row too."""
    table = read_csv(path)
    columns = [heading.lower() for heading in table.headings] if lowercase_header else table.headings
    for row in table.rows:
        if row.problem:
            raise UnreadableFile(_("line %(line)s: %(why)s") % {"line": row.line, "why": row.problem})
        yield row.line, dict(zip(columns, row.cells, strict=False))


def _of_width(row: TableRow, width: int) -> TableRow:
    """A row as it is, or with what is wrong with the number of its cells."""
    count = len(row.cells)
    if count == width or row.problem:
        return row
    counts = {"count": count, "expected": width}
    if count < width:
        note = _("the row has %(count)s cells, the heading has %(expected)s: the missing ones count as empty")
        return row._replace(notes=(*row.notes, note % counts), is_short=True)
    if not any(cell.strip() for cell in row.cells[width:]):
        return row
    problem = _(
        "the row has %(count)s cells, the heading has %(expected)s: put quotes around a text with a delimiter"
    )
    return row._replace(problem=problem % counts)


def _records(path: Path, codec: str, delimiter: str, skipped_lines: int) -> Iterator[TableRow]:
    """The rows that have any text, heading first."""
    with open_text(path, codec) as file:
        lines = _Lines(file)
        for _number in range(skipped_lines):
            next(lines, None)
        lines.finish_row()
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            problem = ""
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                cells, problem = _broken_row(lines, delimiter, error)
                reader = csv.reader(lines, delimiter=delimiter, strict=True)
            if problem or any(cells):
                yield _row(lines, cells, problem)
            lines.finish_row()


def _broken_row(lines: "_Lines", delimiter: str, error: csv.Error) -> tuple[list[str], str]:
    """(cells, problem) of a row that is no strict CSV. Lines that an open quote swallowed are read again."""
    first_line = lines.give_back_all_but_first()
    # A second line is only read if a quote is open at the end of the first.
    reader = csv.reader([first_line, ""], delimiter=delimiter)
    try:
        cells = next(reader)
    except csv.Error:
        raise UnreadableFile(_("line %(line)s: %(why)s") % {"line": lines.number, "why": error}) from None
    is_open = reader.line_num == 2
    return ([], _("a quote is opened and never closed")) if is_open else (cells, "")


def _row(lines: "_Lines", cells: list[str], problem: str) -> TableRow:
    if not lines.is_decoded_twice or problem:
        return TableRow(lines.first_number, cells, problem)
    notes = []
    for number, cell in enumerate(cells):
        if len(cell) > MAX_REPAIRED_CHARACTERS or not _DECODED_TWICE.search(cell):
            continue
        cells[number] = ftfy.fix_encoding(cell)
        message = (
            _("“%(text)s” was read as “%(repaired)s”")
            if cells[number] != cell
            else _("“%(text)s” seems to be in a wrong encoding")
        )
        notes.append(message % {"text": cell[:80], "repaired": cells[number][:80]})
    return TableRow(lines.first_number, cells, problem, tuple(notes))


class _Lines:
    """The lines of a file without NULs. Raises UnreadableFile where those of one row are too long together.

    `number` is that of the last line. Whoever finishes a row calls `finish_row`.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._again: deque[str] = deque()
        self._row: list[str] = []
        self._row_characters = self._reread_characters = 0
        self.number = 0
        self.is_decoded_twice = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._file.readline(MAX_ROW_CHARACTERS + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self._row.append(line)
        self._row_characters += len(line)
        if self._row_characters > MAX_ROW_CHARACTERS:
            message = _("line %(line)s: a row of more than %(count)s characters")
            raise UnreadableFile(message % {"line": self.first_number, "count": MAX_ROW_CHARACTERS})
        if not line.isascii() and _DECODED_TWICE.search(line):
            self.is_decoded_twice = True
        return line.replace("\x00", "")

    @property
    def first_number(self) -> int:
        """The number of the first line of the row."""
        return self.number - max(len(self._row) - 1, 0)

    def finish_row(self) -> None:
        self._row.clear()
        self._row_characters, self.is_decoded_twice = 0, False

    def give_back_all_but_first(self) -> str:
        """Let the row end with its first line, which is returned: the others come again."""
        first, *others = self._row
        self._again.extendleft(reversed(others))
        self.number -= len(others)
        self._row = [first]
        self._reread_characters += self._row_characters
        if self._reread_characters > MAX_REREAD_CHARACTERS:
            raise UnreadableFile(
                _("line %(line)s: a quote is opened and never closed") % {"line": self.number}
            )
        return first.replace("\x00", "")
