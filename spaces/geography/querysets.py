"""Querysets of countries and cities."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Coalesce

MAX_POPULATION = 100_000_000  # no city has as many


class BoxQuerySet(models.QuerySet):
    """For rows with a latitude and a longitude."""

    def in_box(self, south: float, west: float, north: float, east: float):
        """Rows inside a box in degrees; `west` > `east` means it crosses the 180th meridian."""
        longitudes = Q(longitude__gte=west, longitude__lte=east)
        if west > east:
            longitudes = Q(longitude__gte=west) | Q(longitude__lte=east)
        return self.filter(longitudes, latitude__gte=south, latitude__lte=north)


class CityQuerySet(BoxQuerySet):
    def with_spaces(self):
        return self.filter(space_count__gt=0)

    def refresh_weights(self) -> None:
        """Let the names of these cities be suggested in the order of their spaces and people."""
        from spaces.geography.models import City, CityName

        weight = Cast("space_count", models.BigIntegerField()) * MAX_POPULATION + F("population")
        own = City.objects.filter(pk=models.OuterRef("city")).annotate(weight=weight).values("weight")
        CityName.objects.filter(city__in=self).update(weight=models.Subquery(own[:1]))


class CountryQuerySet(models.QuerySet):
    def with_counts(self):
        """Countries with `space_count`, the number of their published spaces."""
        return self.annotate(space_count=Coalesce(models.Sum("cities__space_count"), 0))

    def with_spaces(self):
        """Countries that have spaces, most first, with `space_count`."""
        return self.with_counts().filter(space_count__gt=0).order_by("-space_count", "code")
