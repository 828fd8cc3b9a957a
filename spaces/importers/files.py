"""The start of a file, by which its format is recognised.

Tables are read by `spaces.importers.tables`, JSON by `coworking.files.json_stream`.
"""

import codecs
import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.utils.translation import gettext as _

from coworking.files.errors import UnreadableFile
from coworking.files.opening import START_BYTES, utf16_codec
from spaces.importers.tables.csv_file import delimiter_of

ZIP = b"PK\x03\x04"
RECORD_SEPARATOR = "\x1e"  # begins each record of a GeoJSON text sequence


@dataclass(frozen=True)
class FileStart:
    """The first 64 KB of a text file; of a workbook (XLSX), only that it is one."""

    text: str
    is_workbook: bool = False

    @property
    def is_json(self) -> bool:
        return self.text.startswith(("{", "[", RECORD_SEPARATOR))

    @cached_property
    def columns(self) -> set[str]:
        """The headings of a CSV file; nothing of a JSON file."""
        if self.is_json:
            return set()
        delimiter, index = delimiter_of(self.text.splitlines())
        try:
            heading = next(csv.reader(self.text.splitlines()[index:], delimiter=delimiter), [])
        except csv.Error:
            return set()
        return {cell.strip() for cell in heading}


def read_start(path: Path) -> FileStart:
    """The start of a file. Raises UnreadableFile when it is empty, is no text or cannot be opened."""
    try:
        with path.open("rb") as file:
            start = file.read(START_BYTES)
    except OSError as error:
        raise UnreadableFile(_("cannot be opened: %(why)s") % {"why": error.strerror}) from None
    if start.startswith(ZIP):
        return FileStart("", is_workbook=True)
    if not start.removeprefix(codecs.BOM_UTF8).strip():
        raise UnreadableFile(_("the file is empty"))
    codec = utf16_codec(start)
    if b"\x00" in start and not codec:
        raise UnreadableFile(_("this is not a text file"))
    text = start.decode(codec or "utf-8-sig", errors="replace").lstrip("\ufeff \t\r\n")
    if not text:
        raise UnreadableFile(_("the file is empty"))
    return FileStart(text)
