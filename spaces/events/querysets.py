import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from spaces.geography.models import City


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
