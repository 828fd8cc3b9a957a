"""Querysets of events."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from coworking.database.prepared import Param
    from spaces.geography.models import City


class EventQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        """Events that visitors may see: all but those at unpublished spaces."""
        return self.exclude(space__is_published=False)

    def upcoming(self, now: dt.datetime) -> Self:
        """Events that are not over, the next first."""
        return self.filter(over_at__gt=now).order_by("begins_at", "pk")

    def past(self, now: dt.datetime) -> Self:
        """Events that are over, the latest first."""
        return self.filter(over_at__lte=now).order_by("-begins_at", "-pk")

    def in_city(self, city: "City | Param") -> Self:
        """Events in a city and its area, including those at their spaces."""
        return self.filter(Q(city=city) | Q(city__area_of=city) | Q(space__city=city) | Q(space__area=city))

    def in_country(self, code: str) -> Self:
        return self.filter(city__country_id=code.upper())

    def for_list(self) -> Self:
        """Select everything that a list of events shows."""
        return self.select_related("city__country", "space")
