"""Questions with names. One queryset serves pages, exports, feeds and sitemaps."""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, FloatField, Q, Value
from django.db.models.functions import ACos, Coalesce, Cos, Least, Radians, Sin

from coworking.folding import fold

if TYPE_CHECKING:
    from spaces.models import City

COUNTED_AT_ONCE = 500
EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


class BoxQuerySet(models.QuerySet):
    """For rows with a latitude and a longitude."""

    def in_box(self, south: float, west: float, north: float, east: float):
        """Rows inside a box in degrees; `west` > `east` means it crosses the 180th meridian."""
        longitudes = Q(longitude__gte=west, longitude__lte=east)
        if west > east:
            longitudes = Q(longitude__gte=west) | Q(longitude__lte=east)
        return self.filter(longitudes, latitude__gte=south, latitude__lte=north)


class SpaceQuerySet(BoxQuerySet):
    def published(self):
        """What visitors may see, closed spaces included: those keep their page."""
        return self.filter(is_published=True)

    def in_search(self):
        """What a search may answer: published, and not closed or moved away."""
        return self.published().exclude(status__in=["closed", "moved"])

    def in_city(self, city: "City"):
        return self.filter(city=city)

    def in_country(self, code: str):
        return self.filter(city__country_id=code.upper())

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
        d_lat = math.degrees(radius_km / EARTH_RADIUS_KM)
        south, north = latitude - d_lat, latitude + d_lat
        box = self.filter(latitude__gte=south, latitude__lte=north)
        if south > -90 and north < 90:
            ratio = math.sin(radius_km / EARTH_RADIUS_KM) / math.cos(math.radians(latitude))
            if ratio < 1:
                d_lon = math.degrees(math.asin(ratio))
                west = (longitude - d_lon + 540) % 360 - 180
                east = (longitude + d_lon + 540) % 360 - 180
                box = self.in_box(south, west, north, east)
        return box.with_distance(latitude, longitude).filter(distance_km__lte=radius_km)

    def named_like(self, prefix: str):
        """Spaces in search whose folded name begins with `prefix`, best first; none for an empty prefix."""
        folded = fold(prefix)
        if not folded:
            return self.none()
        found = self.in_search().filter(name_folded__startswith=folded).select_related("city__country")
        return found.order_by("-recommendation_score", "-completeness", "name", "pk")

    def for_card(self):
        """Everything a result card shows, in a bounded number of queries."""
        return self.select_related("city__country", "schedule").prefetch_related("amenities", "photos")


class CityQuerySet(BoxQuerySet):
    def with_spaces(self):
        return self.filter(space_count__gt=0)

    def refresh_counts(self) -> None:
        """Count anew the published spaces of each of these cities."""
        from spaces.models import Space

        counted = (
            Space.objects.in_search()
            .filter(city=models.OuterRef("pk"))
            .order_by()
            .values("city")
            .annotate(n=Count("pk"))
            .values("n")
        )
        self.update(space_count=Coalesce(models.Subquery(counted), 0))

    def refresh_counts_of(self, pks: Iterable[int]) -> None:
        """The same for the cities with these keys, however many: a few hundred at once."""
        ordered = sorted(pks)
        for start in range(0, len(ordered), COUNTED_AT_ONCE):
            self.filter(pk__in=ordered[start : start + COUNTED_AT_ONCE]).refresh_counts()


class CountryQuerySet(models.QuerySet):
    def with_counts(self):
        """Countries with `space_count`, the number of their published spaces."""
        return self.annotate(space_count=Coalesce(models.Sum("cities__space_count"), 0))

    def with_spaces(self):
        """Countries that have spaces, most first, with `space_count`."""
        return self.with_counts().filter(space_count__gt=0).order_by("-space_count", "code")
