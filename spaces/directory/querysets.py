"""Questions with names. One queryset serves pages, exports, feeds and sitemaps."""

import math
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import F, FloatField, Q, Value
from django.db.models.functions import ACos, Cos, Least, Radians, Sin

from spaces.geography import grid
from spaces.geography.bounds import Bounds

if TYPE_CHECKING:
    from spaces.geography.models import City
from typing import TYPE_CHECKING

from spaces.geography.distances import EARTH_RADIUS_KM, bounding_box
from spaces.geography.querysets import BoxQuerySet

if TYPE_CHECKING:
    pass


BEST_FIRST = (
    "-recommendation_score",
    "-completeness",
    "-confirmed_on",
    "id",
)  # recommended, then well known, then fresh
MAX_CELL_RANGES = 60  # of cells, one for each half degree of latitude


class SpaceQuerySet(BoxQuerySet):
    def published(self):
        """What visitors may see, closed spaces included: those keep their page."""
        return self.filter(is_published=True)

    def in_search(self):
        """What a search may answer: published, and not closed or moved away."""
        return self.published().exclude(status__in=["closed", "moved"])

    def in_box(self, south: float, west: float, north: float, east: float):
        """The same, by the index on the cells of the grid where the box is not a large part of the globe."""
        box = super().in_box(south, west, north, east)
        runs = grid.cell_ranges(Bounds(south, west, north, east))
        if len(runs) > MAX_CELL_RANGES:
            return box
        return box.filter(reduce(or_, (Q(cell__range=run) for run in runs)))

    def managed_by(self, user):
        """The spaces that a member keeps true."""
        return self.filter(roles__member=user)

    def in_city(self, city: "City"):
        return self.filter(city=city)

    def in_country(self, code: str):
        return self.filter(country_code=code.upper())

    def with_distance(self, latitude: float, longitude: float):
        """Annotate `distance_km`, the great-circle distance to a point (spherical law of cosines)."""
        here, there = math.radians(latitude), Radians(F("latitude"))
        cosine = Value(math.sin(here)) * Sin(there) + Value(math.cos(here)) * Cos(there) * Cos(
            Radians(F("longitude")) - Value(math.radians(longitude))
        )
        return self.annotate(
            distance_km=Value(EARTH_RADIUS_KM) * ACos(Least(cosine, Value(1.0)), output_field=FloatField())
        )

    def near(self, latitude: float, longitude: float, radius_km: float):
        """Spaces within `radius_km` of a point, with `distance_km`; a box the index can use comes first."""
        box = self.in_box(*bounding_box(latitude, longitude, radius_km))
        return box.with_distance(latitude, longitude).filter(distance_km__lte=radius_km)


LOWEST = 10  # standing: 0 for the best thousand, 1 for the next thousand, 2 for the next two, and so on
