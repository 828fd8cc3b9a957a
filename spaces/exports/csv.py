"""Spaces as rows of our own CSV, and as features of GeoJSON."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet

from coworking.files.spreadsheets import guarded
from spaces.directory.models import Space
from spaces.importers.formats.own_csv import COLUMNS

__all__ = ["COLUMNS", "features", "for_rows", "guarded", "row", "rows"]


FACTS = ("name", "kind", "street", "postcode", "website", "phone", "opening_hours", "status")


def features(spaces: QuerySet[Space], absolute: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    """A feature a space (RFC 7946), in their own order; `absolute` makes whole addresses of paths."""
    for space in spaces.select_related("city"):
        known = {fact: getattr(space, fact) for fact in FACTS if getattr(space, fact)}
        places = {"city": space.city.name, "country": space.city.country_id}
        point = {"type": "Point", "coordinates": [space.longitude, space.latitude]}
        yield {
            "type": "Feature",
            "id": space.slug,
            "geometry": point if space.has_position else None,
            "properties": known | places | {"url": absolute(space.get_absolute_url())},
        }


def for_rows(spaces: QuerySet[Space]) -> Iterator[Space]:
    """Spaces with what their rows need, in bounded memory, in the order of their ids."""
    found = spaces.select_related("city").prefetch_related("amenities").order_by("pk")
    return found.iterator(chunk_size=1000)


def row(space: Space) -> dict[str, str]:
    """{column: text} of a space."""
    values = {column: getattr(space, column, "") for column in COLUMNS}
    values |= {
        "id": space.slug,
        "city": space.city.name,
        "country": space.city.country_id,
        "amenities": " ".join(amenity.key for amenity in space.amenities.all()),
        "currency": space.price_currency if space.day_price or space.month_price else "",
        "as_of": space.confirmed_on,
    }
    return {column: guarded(value) for column, value in values.items()}


def rows(spaces: QuerySet[Space]) -> Iterator[dict[str, str]]:
    """One row a space."""
    return map(row, for_rows(spaces))
