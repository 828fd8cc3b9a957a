"""A space as a row of our own CSV: what export_spaces writes, and what an edited row is compared with."""

from itertools import starmap

from django.db.models import Prefetch, QuerySet

from coworking.files.spreadsheets import guarded
from spaces.directory.models import Space, SpaceAmenity
from spaces.directory.serializer import serialize_space
from spaces.importers.tables.columns import COLUMNS
from spaces.provenance.amenity_values import AmenityValue, value_and_detail


def with_row_details(spaces: QuerySet[Space]) -> QuerySet[Space]:
    """Spaces with what `csv_row` reads."""
    details = Prefetch("amenity_rows", SpaceAmenity.objects.exclude(detail=""), to_attr="detailed_amenities")
    return spaces.select_related("city").prefetch_related(details)


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
