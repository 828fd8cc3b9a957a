"""Querysets of countries and cities, and of every model with a position."""

from typing import Any, Self

from django.db import models
from django.db.models import Q


class BoxQuerySet(models.QuerySet[Any]):
    """For models with the columns `latitude` and `longitude`."""

    def in_box(self, south: float, west: float, north: float, east: float) -> Self:
        """Rows inside a box in degrees; `west` > `east` means that it crosses the 180th meridian."""
        longitudes = Q(longitude__gte=west, longitude__lte=east)
        if west > east:
            longitudes = Q(longitude__gte=west) | Q(longitude__lte=east)
        return self.filter(longitudes, latitude__gte=south, latitude__lte=north)


class CityQuerySet(BoxQuerySet):
    def with_spaces(self) -> Self:
        """Cities that have at least one space in search."""
        return self.filter(space_count__gt=0)

    def in_no_area(self) -> Self:
        """Cities that are not in the area of another: their counts add up to all spaces."""
        return self.filter(area_of=None)
