"""Spaces as our own CSV, which import_spaces reads again."""

import csv
from collections.abc import Iterator
from typing import Protocol

from django.db.models import QuerySet

from spaces.directory.models import Space
from spaces.importers.own_export.rows import csv_row, with_row_details
from spaces.importers.tables.columns import COLUMNS

CHUNK = 1000


class Writable(Protocol):
    """A file, a response, or the output of a command."""

    def write(self, text: str, /) -> object: ...


def write_csv(spaces: QuerySet[Space], file: Writable) -> None:
    """Write spaces with a heading line, in the order of their primary keys and in bounded memory."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(csv_row, iterate(spaces)))


def iterate(spaces: QuerySet[Space]) -> Iterator[Space]:
    """Spaces with what `csv_row` needs, in the order of their primary keys and in bounded memory."""
    return with_row_details(spaces).order_by("pk").iterator(chunk_size=CHUNK)
