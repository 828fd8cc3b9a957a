"""Everything known of spaces: as JSON lines, or as one zip with a folder for each licence of the facts.

A folder has spaces.jsonl, with everything; spaces.csv, our own CSV; prices.csv, with a row for each price;
and sources.csv, with the notice that each source asks for. A fact stands in the folder of its licence alone.
"""

import csv
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.db.models import QuerySet
from django.utils.text import slugify

from coworking.files.spreadsheets import guarded
from spaces.directory.models import Space
from spaces.exports.space_csv import Writable
from spaces.importers.own_export.documents import (
    Document,
    Licences,
    document_of,
    split_by_licence,
    with_everything,
)
from spaces.importers.own_export.rows import csv_row
from spaces.importers.tables.columns import COLUMNS

CHUNK = 200
OWN_FOLDER = "no-licence"  # what this site states itself, and sources without a licence
PRICE_COLUMNS = (
    "space", "name", "what", "unit", "quantity", "amount", "amount_max", "is_from", "currency",
    "tax_included", "days_included", "label", "note", "is_current", "as_of", "as_of_basis", "source",
    "licence",
)  # fmt: skip
SOURCE_COLUMNS = ("source", "name", "url", "licence", "attribution")
# Columns of the flat CSV that are in every folder: they say which page is meant.
IN_ALL = {"id", "city", "country", "as_of"}


def write_json_lines(spaces: QuerySet[Space], file: Writable) -> None:
    """Write one line for each space, in bounded memory."""
    for space in _iterate(spaces):
        file.write(_line(document_of(space)))


def write_archive(spaces: QuerySet[Space], path: Path) -> None:
    """Write the zip, in bounded memory: its files are temporary ones first. Raises OSError."""
    with TemporaryDirectory() as folder:
        with ExitStack() as stack:
            sets: dict[str, _FileSet] = {}
            for number, space in enumerate(_iterate(spaces), start=1):
                licences = Licences(space)
                for licence, part in split_by_licence(document_of(space), licences):
                    if licence not in sets:
                        sets[licence] = _FileSet(Path(folder) / _folder_name(licence, len(sets)), stack)
                    sets[licence].write(space, {"number": number} | part, licences)
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            for file in sorted(Path(folder).glob("*/*")):
                archive.write(file, f"{file.parent.name}/{file.name}")


def _iterate(spaces: QuerySet[Space]) -> Iterator[Space]:
    return with_everything(spaces).order_by("pk").iterator(chunk_size=CHUNK)


def _line(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False) + "\n"


def _folder_name(licence: str, number: int) -> str:
    """A name for the files of a licence; a number keeps two licences apart whose names differ in signs."""
    return f"{number + 1:02}-{slugify(licence)[:60] or OWN_FOLDER}"


class _FileSet:
    """The files of one licence."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        folder.mkdir()
        self._folder, self._stack = folder, stack
        self._json = self._open("spaces.jsonl")
        self._spaces, self._prices = (csv.writer(self._open(name)) for name in ("spaces.csv", "prices.csv"))
        self._sources = csv.writer(self._open("sources.csv"))
        self._named: set[str] = set()
        self._spaces.writerow(COLUMNS)
        self._prices.writerow(PRICE_COLUMNS)
        self._sources.writerow(SOURCE_COLUMNS)

    def _open(self, name: str) -> IO[str]:
        return self._stack.enter_context((self._folder / name).open("w", encoding="utf-8", newline=""))

    def write(self, space: Space, part: Document, licences: Licences) -> None:
        """Write the part of a space's document that is under the licence of these files."""
        licence = part["licence"]
        self._json.write(_line(part))

        def is_written(name: str) -> bool:
            if name == "currency":
                return any(licences.of_fact(f"{unit}_price") == licence for unit in ("day", "month"))
            return name in IN_ALL or licences.of_fact(name) == licence

        self._spaces.writerow(csv_row(space, is_written))
        for item in part["prices"]:
            price = item["value"] | {"space": space.slug, "name": space.name, "licence": licence}
            self._prices.writerow([_cell(price[column]) for column in PRICE_COLUMNS])
        for key, source in part["sources"].items():
            if key not in self._named:
                self._named.add(key)
                values = source | {"source": key}
                self._sources.writerow([_cell(values[column]) for column in SOURCE_COLUMNS])


def _cell(value: Any) -> str:
    return guarded({True: "yes", False: "no"}[value] if isinstance(value, bool) else value)
