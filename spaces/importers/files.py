"""What readers of formats share: the start of a file, by which it is recognised, and CSV row by row.

JSON is read by `coworking.files.json_stream`.
"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from coworking.files.errors import UnreadableFile

START_BYTES = 65_536
PIECE_BYTES = 1 << 20
MAX_ROW_CHARACTERS = 1 << 20
MAX_COLUMNS = 1000


@dataclass(frozen=True)
class FileStart:
    """The first 64 KB of a text file."""

    text: str

    @property
    def is_json(self) -> bool:
        return self.text.startswith(("{", "["))

    @cached_property
    def columns(self) -> set[str]:
        """The cells of the first line of a CSV file, whatever its delimiter; nothing of a JSON file."""
        if self.is_json:
            return set()
        line = next(iter(self.text.splitlines()), "")
        return {cell.strip().strip('"') for cell in line.replace(";", ",").replace("\t", ",").split(",")}


def read_start(path: Path) -> FileStart:
    """The start of a file. Raises UnreadableFile when it is empty, is no text or cannot be opened."""
    try:
        with path.open("rb") as file:
            start = file.read(START_BYTES)
    except OSError as error:
        raise UnreadableFile(_("cannot be opened: %(why)s") % {"why": error.strerror}) from None
    if not start.removeprefix(codecs.BOM_UTF8).strip():
        raise UnreadableFile(_("the file is empty"))
    if b"\x00" in start and not start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableFile(_("this is not a text file"))
    return FileStart(start.decode("utf-8-sig", errors="replace").lstrip())


def csv_rows(path: Path, *, lowercase_header: bool = False) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, {column: text}) of each row of a CSV file, in bounded memory.

    The file is UTF-8 or Windows' Latin-1, separated by commas, semicolons or tabs; lines before the header
    may be blank. Raises UnreadableFile on the way where a row cannot be read or passes a bound.
    """
    with path.open(encoding=_encoding(path), newline="", errors="replace") as file:
        lines = _Lines(file)
        first = next((line for line in lines if line.strip()), "")
        delimiter = max(",;\t", key=first.count)
        try:
            header = [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter))]
            if len(header) > MAX_COLUMNS:
                raise UnreadableFile(_("it has more than %(count)s columns") % {"count": MAX_COLUMNS})
            header = [cell.lower() for cell in header] if lowercase_header else header
            for cells in csv.reader(lines, delimiter=delimiter):
                lines.row_characters = 0
                if any(cells):
                    yield lines.number, dict(zip(header, cells, strict=False))
        except csv.Error as error:
            raise UnreadableFile(_("line %(line)s: %(why)s") % {"line": lines.number, "why": error}) from None


class _Lines:
    """The lines of a file without NULs. Raises UnreadableFile where those of one row are too long together.

    `number` is that of the last line. Whoever finishes a row sets `row_characters` to 0.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.number = self.row_characters = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(MAX_ROW_CHARACTERS + 1):
            self.number += 1
            self.row_characters += len(line)
            if self.row_characters > MAX_ROW_CHARACTERS:
                message = _("line %(line)s: a row of more than %(count)s characters")
                raise UnreadableFile(message % {"line": self.number, "count": MAX_ROW_CHARACTERS})
            yield line.replace("\x00", "")


def _encoding(path: Path) -> str:
    """UTF-8 when the whole file is; else Windows' superset of Latin-1."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while piece := file.read(PIECE_BYTES):
                decoder.decode(piece)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"
