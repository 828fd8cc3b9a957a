"""Spaces as GeoJSON (RFC 7946)."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from spaces.directory.models import Space
from spaces.directory.serializer import serialize_space

PROPERTIES = (
    "name",
    "kind",
    "street",
    "postcode",
    "website",
    "phone",
    "opening_hours",
    "status",
    "city",
    "country",
)


def feature_collection(spaces: QuerySet[Space], absolute_url: Callable[[str], str]) -> dict[str, Any]:
    """A collection with one feature for each space, in the order of the queryset.

    `absolute_url` makes absolute URLs of paths.
    """
    features = [feature(space, absolute_url) for space in spaces.select_related("city")]
    return {"type": "FeatureCollection", "features": features}


def feature(space: Space, absolute_url: Callable[[str], str]) -> dict[str, Any]:
    """The feature of a space; unknown facts are left out, its geometry is null where it has no position."""
    document: dict[str, Any] = {**serialize_space(space)}
    point = {"type": "Point", "coordinates": [document["longitude"], document["latitude"]]}
    known = {name: document[name] for name in PROPERTIES if document[name]}
    return {
        "type": "Feature",
        "id": document["id"],
        "geometry": point if space.has_position else None,
        "properties": known | {"url": absolute_url(document["path"])},
    }
