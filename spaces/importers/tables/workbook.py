"""XLSX workbooks, row by row in bounded memory. Formulas count with the value that they had when stored."""

import datetime as dt
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from coworking.files.errors import UnreadableFile
from spaces.importers.tables.numbers import number_text
from spaces.importers.tables.table import MAX_COLUMNS, Table, TableRow

MAX_ROWS = 1_048_576  # Excel's own
MAX_MEMBERS = 1000
MAX_SHEET_BYTES = 256 << 20  # unpacked; a sheet is read in portions
MAX_TEXTS_BYTES = 32 << 20  # the texts of all cells stand in memory
MAX_OTHER_BYTES = 4 << 20
MAX_CELL_CHARACTERS = 131_072
FIRST_ROWS = 20  # in which the headings are looked for: a title may stand above them
# What openpyxl raises of parts that are missing, or are not as they should be.
BROKEN = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, SyntaxError,
    OSError, EOFError, NotImplementedError, RuntimeError,
    AttributeError, IndexError, OverflowError,
)  # fmt: skip
Knows = Callable[[str], bool]


def read_workbook(path: Path, knows: Knows) -> Table:
    """The table of the first sheet that has headings which `knows` recognises, else of the first sheet.

    Raises UnreadableFile, at once or on the way, where it is no workbook or passes a bound.
    """
    has_formulas = _check_members(path)
    rows = _sheet_rows(path, True)
    names = list(rows)
    firsts = {name: list(islice(_cells(rows[name]), FIRST_ROWS)) for name in names}
    known = {name: [sum(map(knows, cells)) for _number, cells in first] for name, first in firsts.items()}
    sheet = next((name for name in names if max(known[name], default=0) > 1), names[0] if names else "")
    if not firsts.get(sheet):
        raise UnreadableFile(_("the file is empty"))
    index = known[sheet].index(max(known[sheet]))
    number, headings = firsts[sheet][index]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MAX_COLUMNS:
        raise UnreadableFile(_("it has more than %(count)s columns") % {"count": MAX_COLUMNS})
    notes = []
    if len(names) > 1:
        message = _("the workbook has %(count)s sheets: “%(sheet)s” is read")
        notes.append(message % {"count": len(names), "sheet": sheet})
    return Table(headings, _rows(path, sheet, number, len(headings), has_formulas), notes)


def _check_members(path: Path) -> bool:
    """Whether any sheet has formulas. Raises UnreadableFile where a part, unpacked, passes its bound."""
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
            sheets = [one for one in members if one.filename.startswith("xl/worksheets/")]
            if not sheets:
                raise UnreadableFile(_("it is packed with zip, and is no XLSX workbook"))
            if len(members) > MAX_MEMBERS:
                raise UnreadableFile(_("it has more than %(count)s parts") % {"count": MAX_MEMBERS})
            for one in members:
                _check_size(one)
            return any(_has_formulas(packed, one) for one in sheets)
    except UnreadableFile:
        raise
    except BROKEN as error:
        raise UnreadableFile(_("the workbook is broken or cut off")) from error


def _check_size(member: zipfile.ZipInfo) -> None:
    most = MAX_OTHER_BYTES
    if member.filename.startswith("xl/worksheets/"):
        most = MAX_SHEET_BYTES
    elif member.filename.startswith("xl/sharedStrings"):
        most = MAX_TEXTS_BYTES
    elif not member.filename.endswith((".xml", ".rels")):
        return  # pictures are not read
    if member.file_size > most:
        message = _("unpacked, %(part)s is longer than %(size)s MB")
        raise UnreadableFile(message % {"part": member.filename[:80], "size": most >> 20})


def _has_formulas(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    end = b""
    with packed.open(member) as file:
        while portion := file.read(1 << 20):
            if b"<f>" in end + portion or b"<f " in end + portion:
                return True
            end = portion[-2:]
    return False


def _sheet_rows(path: Path, has_values: bool) -> dict[str, Iterator[Any]]:
    """{name of a sheet: its rows of values}; of formulas, the values that they had or their own texts."""
    from openpyxl import load_workbook  # only here: every process of the site would take 0.2 s to import it

    try:
        # Of a path it would judge the name, and uploads have none.
        book = load_workbook(path.open("rb"), read_only=True, data_only=has_values, keep_links=False)
        found: dict[str, Iterator[Any]] = {}
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            found[sheet.title] = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS + 1, values_only=True)
        return found
    except BROKEN as error:
        raise UnreadableFile(_("the workbook is broken or cut off")) from error


def _cells(rows: Iterator[Any]) -> Iterator[tuple[int, list[str]]]:
    """(number, texts) of the rows that have any."""
    number = 0
    try:
        for number, values in enumerate(rows, start=1):
            cells = [_text(value) for value in values]
            if any(cells):
                yield number, cells
    except UnreadableFile:
        raise
    except BROKEN as error:
        message = _("the workbook is broken or cut off after row %(number)s")
        raise UnreadableFile(message % {"number": number}) from error


def _rows(path: Path, sheet: str, heading: int, width: int, has_formulas: bool) -> Iterator[TableRow]:
    """The rows below the heading, as wide as it is."""
    formulas = _cells(_sheet_rows(path, False)[sheet]) if has_formulas else iter(())
    values = dict[int, list[str]]()
    stored = _cells(_sheet_rows(path, True)[sheet])
    if not has_formulas:
        for number, cells in stored:
            if number > heading:
                yield _row(number, cells, width, [])
        return
    for number, written in formulas:
        while number not in values and (one := next(stored, None)):
            values[one[0]] = one[1]
        cells = values.pop(number, [])
        if number > heading:
            pairs = zip_longest(written, cells, fillvalue="")
            missing = [text for text, value in pairs if text.startswith("=") and not value]
            yield _row(number, cells, width, missing)


def _row(number: int, cells: list[str], width: int, missing: list[str]) -> TableRow:
    message = _("the formula “%(text)s” has no value: open the file in a spreadsheet and save it again")
    notes = tuple(message % {"text": text[:60]} for text in missing)
    if any(cells[width:]):
        problem = _("the row has %(count)s cells, the heading has %(expected)s")
        return TableRow(number, [], problem % {"count": len(cells), "expected": width}, notes)
    return TableRow(number, cells[:width], "", notes)


def _text(value: object) -> str:
    """The text of a value of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    text = str(value).strip()
    if len(text) > MAX_CELL_CHARACTERS:
        raise UnreadableFile(_("a cell has more than %(count)s characters") % {"count": MAX_CELL_CHARACTERS})
    return text
