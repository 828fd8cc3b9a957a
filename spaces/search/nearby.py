"""What stands around a space."""

from operator import attrgetter
from typing import NamedTuple

from coworking.templating.urls import with_slug
from spaces.directory.models import Space
from spaces.geography.bounds import Bounds
from spaces.geography.distances import bounding_box, distances_km
from spaces.search import sql as conditions
from spaces.search.sql import Condition, Selection

MOST = 20


class Neighbour(NamedTuple):
    """Another space, as far as a page names it."""

    name: str
    slug: str
    latitude: float
    longitude: float
    distance_km: float

    def get_absolute_url(self) -> str:
        return with_slug("space", self.slug)


def spaces_nearby(space: Space, radius_km: float) -> list[Neighbour]:
    """The spaces around one, the nearest first; none where the position is not known."""
    if space.latitude is None or space.longitude is None:
        return []
    here = (space.latitude, space.longitude)
    rows = conditions.fetch(_nearest(space.pk, here, Bounds(*bounding_box(*here, radius_km))))
    away = distances_km(*here, [row[-2:] for row in rows])
    found = [
        Neighbour(name, slug, north, east, km)
        for (_pk, name, slug, north, east), km in zip(rows, away, strict=True)
    ]
    return sorted((one for one in found if one.distance_km <= radius_km), key=attrgetter("distance_km"))


def _nearest(pk: int, here: tuple[float, float], box: Bounds) -> Condition:
    """The statement for the nearest in a box, those that a search would find."""
    found = Selection((conditions.in_search(), conditions.inside(box), conditions.column("id", "<>", pk)))
    away = conditions.flat_distance(*here)
    sql, params = found.select("id, name, slug, latitude, longitude", f"{away.sql}, id", MOST)
    return Condition(sql, (*params, *away.params))
