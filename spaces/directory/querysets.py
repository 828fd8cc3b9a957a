"""Querysets of spaces, used by pages, exports, feeds and sitemaps alike."""

import math
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.db.models import F, FloatField, Q, Value
from django.db.models.functions import ACos, Cos, Least, Radians, Sin

from spaces.directory.choices import ENDED
from spaces.geography.coordinates import grid
from spaces.geography.coordinates.bounds import Bounds
from spaces.geography.coordinates.distances import EARTH_RADIUS_KM, bounding_box
from spaces.geography.querysets import BoxQuerySet

if TYPE_CHECKING:
    from coworking.accounts.models import User
    from spaces.geography.models import City

# The score of a sample that nobody recommends: a real place has 0 or more, so samples come last.
SAMPLE_SCORE = -1.0
# Most recommended, then most complete, then freshest.
BEST_FIRST = ("-recommendation_score", "-completeness", "-confirmed_on", "id")
# In a city's area its own spaces come first at equal rank.
BEST_IN_AREA_FIRST = (*BEST_FIRST[:-1], "is_outlying", "id")
LOWEST_TIER = 10  # of a rank tier: 0 for the best thousand, 1 for the next thousand, 2 for the next two, ..
MAX_CELL_RANGES = 60  # one for each half degree of latitude


class SpaceQuerySet(BoxQuerySet):
    def published(self) -> Self:
        """Spaces that visitors may see, including closed ones, which keep their page."""
        return self.filter(is_published=True)

    def in_search(self) -> Self:
        """Spaces that a search may find: published, and not closed or moved away."""
        return self.published().exclude(status__in=ENDED)

    def in_box(self, south: float, west: float, north: float, east: float) -> Self:
        """Spaces inside a box in degrees, found by the index on grid cells unless the box is very high."""
        box = super().in_box(south, west, north, east)
        ranges = grid.cell_ranges(Bounds(south, west, north, east))
        if len(ranges) > MAX_CELL_RANGES:
            return box
        return box.filter(reduce(or_, (Q(cell__range=cells) for cells in ranges)))

    def managed_by(self, user: "User") -> Self:
        """Spaces of which the user is a manager."""
        return self.filter(roles__member=user)

    def in_city(self, city: "City") -> Self:
        """Spaces in a city and its area; in the city alone if it is itself in the area of another."""
        return self.filter(city=city) if city.area_of_id else self.filter(area=city)

    def in_country(self, code: str) -> Self:
        return self.filter(country_code=code.upper())

    def with_distance(self, latitude: float, longitude: float) -> Self:
        """Annotate `distance_km`, the great-circle distance to a point (spherical law of cosines)."""
        here, there = math.radians(latitude), Radians(F("latitude"))
        cosine = Value(math.sin(here)) * Sin(there) + Value(math.cos(here)) * Cos(there) * Cos(
            Radians(F("longitude")) - Value(math.radians(longitude))
        )
        return self.annotate(
            distance_km=Value(EARTH_RADIUS_KM) * ACos(Least(cosine, Value(1.0)), output_field=FloatField())
        )

    def near(self, latitude: float, longitude: float, radius_km: float) -> Self:
        """Spaces within `radius_km` of a point, with `distance_km`; first a box that an index can find."""
        box = self.in_box(*bounding_box(latitude, longitude, radius_km))
        return box.with_distance(latitude, longitude).filter(distance_km__lte=radius_km)
