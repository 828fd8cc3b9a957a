"""The spaces near a space."""

from operator import attrgetter
from typing import NamedTuple

from coworking.templating.urls import with_slug
from spaces.directory.models import Space
from spaces.geography.coordinates.bounds import Bounds
from spaces.geography.coordinates.distances import bounding_box, distances_km
from spaces.search import sql
from spaces.search.sql import Condition, Selection

MAX_SHOWN = 20


class Neighbour(NamedTuple):
    """What a page shows of a space nearby."""

    name: str
    slug: str
    street: str
    is_sample: bool
    latitude: float
    longitude: float
    distance_km: float

    def get_absolute_url(self) -> str:
        return with_slug("space", self.slug)


def spaces_nearby(space: Space, radius_km: float) -> list[Neighbour]:
    """Return the spaces within the radius, the nearest first; none if the space has no position."""
    if space.latitude is None or space.longitude is None:
        return []
    here = (space.latitude, space.longitude)
    rows = sql.fetch(_nearest(space.pk, here, Bounds(*bounding_box(*here, radius_km))))
    away = distances_km(*here, [row[-2:] for row in rows])
    found = [
        Neighbour(name, slug, street, bool(is_sample), north, east, km)
        for (_pk, name, slug, street, is_sample, north, east), km in zip(rows, away, strict=True)
    ]
    return sorted((one for one in found if one.distance_km <= radius_km), key=attrgetter("distance_km"))


def _nearest(pk: int, here: tuple[float, float], box: Bounds) -> Condition:
    """Return the statement for the nearest spaces in a box that a search would find."""
    found = Selection((sql.in_search(), sql.inside(box), sql.compare("id", "<>", pk)))
    away = sql.flat_distance(*here)
    statement = found.select(
        "id, name, slug, street, is_sample, latitude, longitude", f"{away.sql}, id", MAX_SHOWN
    )
    return Condition(statement.sql, (*statement.params, *away.params))
