"""What readers of formats share: the start of a file, by which it is recognised, and CSV row by row."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.utils.translation import gettext as _

from coworking.files.errors import UnreadableFile

START_BYTES = 65_536
PIECE_BYTES = 1 << 20


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
    if not start.strip():
        raise UnreadableFile(_("the file is empty"))
    if b"\x00" in start and not start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableFile(_("this is not a text file"))
    return FileStart(start.decode("utf-8-sig", errors="replace").lstrip())


def csv_rows(path: Path, *, lowercase_header: bool = False) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, {column: text}) of each row of a CSV file, in bounded memory.

    The file is UTF-8 or Windows' Latin-1, separated by commas, semicolons or tabs. Raises UnreadableFile on
    the way where a row cannot be read.
    """
    with path.open(encoding=_encoding(path), newline="", errors="replace") as file:
        first = file.readline()
        delimiter = max(",;\t", key=first.count)
        header = [cell.strip() for cell in next(csv.reader(io.StringIO(first), delimiter=delimiter))]
        header = [cell.lower() for cell in header] if lowercase_header else header
        reader = csv.reader((line.replace("\x00", "") for line in file), delimiter=delimiter)
        try:
            for cells in reader:
                if any(cells):
                    yield reader.line_num + 1, dict(zip(header, cells, strict=False))
        except csv.Error as error:
            raise UnreadableFile(
                _("line %(line)s: %(why)s") % {"line": reader.line_num + 1, "why": error}
            ) from None


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


def check_json_end(path: Path) -> None:
    """Raise UnreadableFile where a file of one JSON object was cut off after its last record."""
    with path.open("rb") as file:
        file.seek(0, io.SEEK_END)
        file.seek(max(0, file.tell() - 64))
        if not file.read().rstrip().endswith(b"}"):
            raise UnreadableFile(_("the JSON is cut off"))
