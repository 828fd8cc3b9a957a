"""Spaces as cards show them, in one query, and a second where there are photos.

The ORM's own way reads all columns and asks for every relation by itself, which
costs a list several times as much. What a card does not show is asked for when somebody looks at it.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model

from coworking.database.prepared import AnyOf, Param, PreparedQuery, model_instance
from spaces.directory.models import Space
from spaces.geography.models import City, Country
from spaces.opening_hours.models import Schedule
from spaces.pricing.money import to_amount

OWN = (
    "id", "name", "slug", "kind", "status", "city_id", "street", "neighbourhood", "latitude", "longitude",
    "opening_hours", "hours_as_of", "confirmed_on", "schedule_id", "facet_terms", "country_code", "day_price",
    "month_price", "price_currency", "price_list", "is_sample", "is_published", "photo_count",
    "recommendation_score", "recommended_count", "recommendation_count", "completeness",
)  # fmt: skip
OF_CITY = ("id", "country_id", "name", "slug", "timezone")
OF_COUNTRY = ("code", "currency")
OF_SCHEDULE = ("id", "expression", "country_code", "timezone")
MONEY = ("day_price", "month_price")
FLAGS = ("is_sample", "is_published")

_cards = PreparedQuery(
    lambda: (
        Space.objects.filter(AnyOf("pk", Param(0)))
        .order_by()
        .values_list(
            *OWN,
            *(f"city__{name}" for name in OF_CITY),
            *(f"city__country__{name}" for name in OF_COUNTRY),
            *(f"schedule__{name}" for name in OF_SCHEDULE),
        )
    )
)


class Making:
    """Makes spaces of rows. Those of one city have it in common, those of the same hours their schedule."""

    def __init__(self) -> None:
        self.cities: dict[int, City] = {}
        self.schedules: dict[int | None, Schedule | None] = {None: None}

    def spaces(self, rows: list[tuple]) -> dict[int, Space]:
        """{key: space}"""
        return {row[0]: self._space(row) for row in rows}

    def _space(self, row: tuple) -> Space:
        space: Space = _made(Space, OWN, row)
        values = space.__dict__
        for name in MONEY:
            if values[name] is not None:
                values[name] = to_amount(values[name])
        for name in FLAGS:
            values[name] = bool(values[name])
        own, city, country = len(OWN), len(OWN) + len(OF_CITY), len(OWN) + len(OF_CITY) + len(OF_COUNTRY)
        space._state.fields_cache = {  # type: ignore[assignment]
            "city": self._city(row[own:city], row[city:country]),
            "schedule": self._schedule(row[country:]),
        }
        return space

    def _city(self, row: tuple, country: tuple) -> City:
        key = row[0]
        if key not in self.cities:
            self.cities[key] = _made(City, OF_CITY, row)
            self.cities[key].country = _made(Country, OF_COUNTRY, country)
        return self.cities[key]

    def _schedule(self, row: tuple) -> Schedule | None:
        key = row[0]
        if key not in self.schedules:
            self.schedules[key] = _made(Schedule, OF_SCHEDULE, row)
        return self.schedules[key]


def _made(model: type[Model], names: tuple[str, ...], values: Sequence[Any]) -> Any:
    return model_instance(model, names, values, _cards.alias)
