"""Spaces as cards show them: only those columns, and photos only where there are some."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Model, prefetch_related_objects
from django.db.models.base import ModelState

from coworking.prepared import Among, Prepared, Slot
from spaces.models import City, Schedule, Space
from spaces.querysets import SpaceQuerySet

COLUMNS = (
    "name", "slug", "kind", "status", "is_sample", "street", "neighbourhood", "latitude", "longitude",
    "traits", "photo_count", "opening_hours", "hours_as_of", "confirmed_on",
    "day_price", "month_price", "price_currency", "tariff",
    "recommended_count", "recommendation_count",
    "city__name", "city__slug", "city__country",
    "schedule__expression", "schedule__timezone", "schedule__country_code",
)  # fmt: skip
MONEY, FLAGS = ("day_price", "month_price"), ("is_sample",)
CENT = Decimal("0.01")

_OWN = ("id", "city_id", "schedule_id", *(name for name in COLUMNS if "__" not in name))
_OF_CITY = ("id", "name", "slug", "country_id")
_OF_SCHEDULE = ("id", "expression", "timezone", "country_code")
_with_keys = Prepared(
    lambda: (
        Space.objects.filter(Among("pk", Slot(0)))
        .order_by()
        .values_list(
            *_OWN, *(f"city__{name}" for name in _OF_CITY), *(f"schedule__{name}" for name in _OF_SCHEDULE)
        )
    )
)


def cards(spaces: SpaceQuerySet) -> list[Space]:
    """These spaces with everything that a card shows, in at most two queries."""
    return _with_photos(list(spaces.select_related("city", "schedule").only(*COLUMNS)))


def with_keys(pks: Sequence[int]) -> list[Space]:
    """The same, quicker, of the spaces with these keys, in that order; those that are gone are left out."""
    made = {row[0]: _space(row) for row in _with_keys.rows(list(pks))} if pks else {}
    return _with_photos([made[pk] for pk in pks if pk in made])


def _with_photos(spaces: list[Space]) -> list[Space]:
    prefetch_related_objects([space for space in spaces if space.photo_count], "photos")
    return spaces


def _space(row: tuple) -> Space:
    of_city, of_schedule = len(_OWN), len(_OWN) + len(_OF_CITY)
    space = _made(Space, _OWN, row)
    values = space.__dict__
    for name in MONEY:
        if values[name] is not None:
            values[name] = Decimal(str(values[name])).quantize(CENT)
    for name in FLAGS:
        values[name] = bool(values[name])
    related = space._state.fields_cache
    related["city"] = _made(City, _OF_CITY, row[of_city:])
    related["schedule"] = _made(Schedule, _OF_SCHEDULE, row[of_schedule:]) if row[of_schedule] else None
    return space


def _made(model: type[Model], names: tuple[str, ...], values: Sequence[Any]) -> Any:
    """What `Model.from_db` makes of some columns, the first of `values`; the others cost nothing."""
    made = model.__new__(model)
    made._state = ModelState()
    made._state.adding, made._state.db = False, _with_keys.alias
    made.__dict__.update(zip(names, values, strict=False))
    return made
