"""What a visitor searches for."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils import timezone

from spaces.geography.coordinates.bounds import Bounds
from spaces.geography.models import City, Country
from spaces.pricing.quote import Usage
from spaces.search.sql import Condition
from spaces.search.usage import usage_of

DEFAULT_RADIUS_KM = 10.0


@dataclass(frozen=True)
class SearchCriteria:
    """What decides which spaces match, and in what order. `query_parser` makes it from a query string."""

    values: Mapping[str, Any]
    """{filter: value} of all filters in use (`SpaceFilterSet`), those that the text names included"""

    place: City | Country | None
    """The page's own place, or that of the filter, or the one that the text names"""

    text: str
    """The words that are searched as text"""

    sort: str
    """One of `SORTS`"""

    currency: str
    """The currency of all prices in the search: that of the filter, else of the place, else the euro"""

    conditions: tuple[Condition, ...] = ()
    """Conditions beside those of the filters"""

    def without(self, *names: str) -> "SearchCriteria":
        """Return the criteria without some filters."""
        return replace(self, values={key: value for key, value in self.values.items() if key not in names})

    def within(self, radius_km: float) -> "SearchCriteria":
        """Return the criteria with another radius around the point."""
        return replace(self, values={**self.values, "radius": radius_km})

    @cached_property
    def near(self) -> tuple[float, float, float] | None:
        """(latitude, longitude, radius in km)"""
        point = self.values.get("near")
        return (*point, float(self.values.get("radius", DEFAULT_RADIUS_KM))) if point else None

    @property
    def bounds(self) -> Bounds | None:
        """The part of the map that the list is about."""
        return self.values.get("bounds")

    @property
    def price_per(self) -> str:
        """ "day" or "month" """
        return str(self.values.get("price_per", "day"))

    @property
    def price_column(self) -> str:
        """The column of the price for that unit."""
        return f"{self.price_per}_price"

    @cached_property
    def usage(self) -> Usage | None:
        """What the visitor needs in a month."""
        return usage_of(self.values)

    @property
    def filtered_facts(self) -> list[str]:
        """The facts that filters look at: amenities, and "hours"."""
        hours = ["hours"] if {"open", "at", "on"} & self.values.keys() else []
        return [*self.values.get("amenity", ()), *hours]

    @property
    def date_columns(self) -> dict[str, str]:
        """{column with the date of a fact that decides what is listed: its name in `STALE_AFTER_MONTHS`}"""
        columns = {}
        if "price_max" in self.values:
            columns[self.price_date_column] = "prices"
        if {"open", "at", "on"} & self.values.keys():
            columns["hours_as_of"] = "opening_hours"
        return columns

    @property
    def price_date_column(self) -> str:
        """The column of the date of that price."""
        return f"{self.price_column}_as_of"

    @property
    def local_time(self) -> dt.datetime | None:
        """The local time (naive) that the list is about; None for now."""
        if self.values.get("open") == "now" or "at" not in self.values:
            return None
        return timezone.make_naive(self.values["at"])

    @property
    def moment(self) -> dt.datetime | None:
        """When spaces must be open: now (aware), or at a local time (naive)."""
        if self.values.get("open") == "now":
            return timezone.now()
        return self.local_time
