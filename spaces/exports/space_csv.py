"""Spaces as our own CSV, which import_spaces reads again."""

import csv
from collections.abc import Iterator
from itertools import starmap
from typing import Protocol

from django.db.models import Prefetch, QuerySet

from coworking.files.spreadsheets import guarded
from spaces.directory.models import Space, SpaceAmenity
from spaces.directory.serializer import serialize_space
from spaces.importers.tables.columns import COLUMNS
from spaces.provenance.amenity_values import AmenityValue, value_and_detail

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
    details = Prefetch("amenity_rows", SpaceAmenity.objects.exclude(detail=""), to_attr="detailed_amenities")
    found = spaces.select_related("city").prefetch_related(details).order_by("pk")
    return found.iterator(chunk_size=CHUNK)


def csv_row(space: Space) -> list[str]:
    """The cells of a space, one for each of COLUMNS. No spreadsheet runs them as formulas."""
    document = serialize_space(space)
    values = {**document, "amenities": "; ".join(starmap(_amenity, document["amenities"].items()))}
    return [guarded(values[column]) for column in COLUMNS]


def _amenity(key: str, text: str) -> str:
    """ "wifi", "lift=no", "wheelchair=limited (two steps)": brackets in the detail become square ones."""
    value, detail = value_and_detail(text)
    if text == AmenityValue.YES:
        return key
    described = f" ({detail.replace('(', '[').replace(')', ']')})" if detail else ""
    return f"{key}={value}{described}"
