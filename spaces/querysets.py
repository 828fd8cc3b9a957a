"""Questions with names. One queryset serves pages, exports, feeds and sitemaps."""

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, FloatField, Q, Value
from django.db.models.functions import ACos, Cast, Coalesce, Cos, Least, Radians, Sin

from spaces.maps import grid
from spaces.maps.bounds import Bounds

if TYPE_CHECKING:
    from spaces.models import City

COUNTED_AT_ONCE = 500
BEST = (
    "-recommendation_score",
    "-completeness",
    "-confirmed_on",
    "id",
)  # recommended, then well known, then fresh
MOST_PEOPLE = 100_000_000  # no city has as many
MOST_RUNS = 60  # of cells, one for each half degree of latitude
EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


def box_around(latitude: float, longitude: float, radius_km: float) -> tuple[float, float, float, float]:
    """South, west, north, east (degrees) of a box that holds the circle; all longitudes around a pole."""
    d_lat = math.degrees(radius_km / EARTH_RADIUS_KM)
    south, north = latitude - d_lat, latitude + d_lat
    ratio = math.inf
    if south > -90 and north < 90:
        ratio = math.sin(radius_km / EARTH_RADIUS_KM) / math.cos(math.radians(latitude))
    if ratio >= 1:
        return max(south, -90), -180, min(north, 90), 180
    d_lon = math.degrees(math.asin(ratio))
    return south, (longitude - d_lon + 540) % 360 - 180, north, (longitude + d_lon + 540) % 360 - 180


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The great-circle distance (haversine formula)."""
    return next(distances_km(latitude, longitude, [(other_latitude, other_longitude)]))


def distances_km(latitude: float, longitude: float, points: Iterable[tuple[float, float]]) -> Iterator[float]:
    """The great-circle distance of each point."""
    sin, cos, asin, sqrt, half = math.sin, math.cos, math.asin, math.sqrt, math.pi / 360
    here, there, round_here = latitude * half, longitude * half, cos(latitude * 2 * half)
    for north, east in points:
        part = (
            sin(north * half - here) ** 2 + round_here * cos(north * 2 * half) * sin(east * half - there) ** 2
        )
        yield 2 * EARTH_RADIUS_KM * asin(sqrt(part) if part < 1 else 1)


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

    def in_box(self, south: float, west: float, north: float, east: float):
        """The same, by the index on the cells of the grid where the box is not a large part of the globe."""
        box = super().in_box(south, west, north, east)
        runs = grid.ranges(Bounds(south, west, north, east))
        if len(runs) > MOST_RUNS:
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
        box = self.in_box(*box_around(latitude, longitude, radius_km))
        return box.with_distance(latitude, longitude).filter(distance_km__lte=radius_km)


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
        self.refresh_weights()

    def refresh_weights(self) -> None:
        """Let the names of these cities be suggested in the order of their spaces and people."""
        from spaces.models import City, CityName

        weight = Cast("space_count", models.BigIntegerField()) * MOST_PEOPLE + F("population")
        own = City.objects.filter(pk=models.OuterRef("city")).annotate(weight=weight).values("weight")
        CityName.objects.filter(city__in=self).update(weight=models.Subquery(own[:1]))

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


def not_past(field: str, day: str) -> Q:
    """Rows whose partial date in `field` may be `day` ("2026-11-24") or lie after it."""
    return Q(**{f"{field}__gte": day}) | Q(**{f"{field}__in": [day[:4], day[:7]]})


def may_be_from(date: str, day: str) -> bool:
    """The same of one partial date."""
    return date >= day or date in (day[:4], day[:7])


class ToldByManyQuerySet(models.QuerySet):
    def standing(self):
        """One row for each thing: other sources' words on it left out."""
        return self.filter(same_as=None)


class CallQuerySet(ToldByManyQuerySet):
    def open_on(self, day: str):
        """Calls whose deadline is that day or later, the nearest first."""
        return self.standing().filter(not_past("deadline", day)).order_by("deadline", "pk")

    def closed_on(self, day: str):
        """Calls whose deadline has passed, the latest first."""
        dated = self.standing().exclude(deadline="")
        return dated.exclude(not_past("deadline", day)).order_by("-deadline", "pk")

    def undated(self):
        return self.standing().filter(deadline="").order_by("programme__name", "name")

    def for_page(self):
        """Everything a call's entry shows, in a bounded number of queries."""
        found = self.select_related("programme__country", "source")
        return found.prefetch_related("documents", "others__source")


class AwardQuerySet(ToldByManyQuerySet):
    def in_force(self, day: str):
        """Awards whose period has not ended on that day; a period that is not known has not ended."""
        return self.standing().filter(Q(ends="") | not_past("ends", day))

    def for_page(self):
        """Everything a row of a table of awards shows."""
        found = self.select_related("source", "label", "programme", "space__city")
        return found.prefetch_related("others__source")


class ProgrammeQuerySet(models.QuerySet):
    def for_list(self):
        """By country and name, with `award_count`, the awards that stand."""
        standing = Count("awards", filter=Q(awards__same_as=None))
        return self.select_related("country").annotate(award_count=standing).order_by("country", "name", "pk")


class LabelQuerySet(models.QuerySet):
    def conferred(self):
        """Labels that some space has or had."""
        return self.filter(awards__space__isnull=False).distinct()


class EventQuerySet(models.QuerySet):
    def published(self):
        """What visitors may see: all but the events of spaces that they may not see."""
        return self.exclude(space__is_published=False)

    def upcoming(self, now: dt.datetime):
        """Events that are not over, the next first."""
        return self.filter(over_at__gt=now).order_by("begins_at", "pk")

    def past(self, now: dt.datetime):
        """Events that are over, the latest first."""
        return self.filter(over_at__lte=now).order_by("-begins_at", "-pk")

    def in_city(self, city: "City"):
        """Events in a city, those at its spaces included."""
        return self.filter(Q(city=city) | Q(space__city=city))

    def in_country(self, code: str):
        return self.filter(city__country_id=code.upper())

    def for_list(self):
        """Everything a list of events shows."""
        return self.select_related("city__country", "space")
