"""A space as a row of our own CSV: what export_spaces writes, and what an edited row is compared with."""

from collections.abc import Callable
from itertools import starmap

from django.db.models import Prefetch, QuerySet

from coworking.files.spreadsheets import guarded
from spaces.directory.models import Space, SpaceAmenity
from spaces.directory.serializer import serialize_space
from spaces.importers.tables.columns import COLUMNS
from spaces.provenance.amenity_values import AmenityValue, amenity_fact, value_and_detail


def with_row_details(spaces: QuerySet[Space]) -> QuerySet[Space]:
    """Spaces with what `csv_row` reads."""
    details = Prefetch("amenity_rows", SpaceAmenity.objects.exclude(detail=""), to_attr="detailed_amenities")
    return spaces.select_related("city").prefetch_related(details)


def csv_row(space: Space, is_written: Callable[[str], bool] = lambda fact: True) -> list[str]:
    """The cells of a space, one for each of COLUMNS. No spreadsheet runs them as formulas.

    `is_written` says of a column, or of "amenity:wifi", whether the row has it; its cell is empty else.
    """
    document = serialize_space(space)
    amenities = [(key, text) for key, text in document["amenities"].items() if is_written(amenity_fact(key))]
    values = {**document, "amenities": "; ".join(starmap(_amenity, amenities))}
    return [
        guarded(values[column]) if column == "amenities" or is_written(column) else "" for column in COLUMNS
    ]


def _amenity(key: str, text: str) -> str:
    """ "wifi", "lift=no", "wheelchair=limited (two steps)": brackets in the detail become square ones."""
    value, detail = value_and_detail(text)
    if text == AmenityValue.YES:
        return key
    described = f" ({detail.replace('(', '[').replace(')', ']')})" if detail else ""
    return f"{key}={value}{described}"
