"""The filters of a list, read from the address with django-filter.

A mistaken value leaves its message beside the field, and the filter is left out.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache

import django_filters as df
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coworking.caching.memoize import memoize
from spaces.directory.choices import Kind
from spaces.directory.models import Amenity, Space
from spaces.directory.querysets import SpaceQuerySet
from spaces.search import sql
from spaces.search.filters import labels
from spaces.search.filters.fields import DecimalField, KeysField, PlaceField, PointField, TextField
from spaces.search.sql import Condition
from spaces.search.usage import UsageForm
from spaces.search_index.index_terms import facet_term

RADIUS_KM = 10.0
LARGEST_RADIUS_KM = 200.0


SORTS = [
    ("relevance", _("relevance")),
    ("recommended", _("recommended")),
    ("price", _("price")),
    ("usage", _("price for my usage")),
    ("freshness", _("freshness")),
    ("name", _("name")),
    ("distance", _("distance")),
]


@memoize
def amenities() -> list[Amenity]:
    """All amenities, in their order."""
    return list(Amenity.objects.all())


@memoize
def amenity_keys() -> frozenset[str]:
    return frozenset(amenity.key for amenity in amenities())


@memoize
def amenity_choices(language: str | None) -> list[tuple[str, str]]:
    """(key, label) of all amenities, in the language that is active."""
    return [(amenity.key, amenity.label) for amenity in amenities()]


@cache
def kind_choices(language: str | None) -> list[tuple[str, str]]:
    """(key, label) of all kinds, in the language that is active."""
    return [(key, str(label)) for key, label in Kind.choices]


class FilterForm(UsageForm):
    """The fields that django-filter fills, and the rules between them."""

    q = TextField(required=False)
    place = PlaceField(required=False)
    kind = KeysField(lambda: Kind.values)
    amenity = KeysField(amenity_keys)
    label = KeysField(lambda: dict(labels.label_choices()))
    price_max = DecimalField(required=False, min_value=0, max_digits=10, decimal_places=2)
    price_per = forms.ChoiceField(choices=[("day", _("a day")), ("month", _("a month"))], required=False)
    currency = forms.RegexField(r"\A[A-Z]{3}\Z", required=False)
    open = forms.ChoiceField(choices=[("now", _("now")), ("at", _("at"))], required=False)
    at = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
    photos = forms.BooleanField(required=False)
    confirmed = forms.IntegerField(required=False, min_value=1, max_value=600)
    closed = forms.BooleanField(required=False)
    near = PointField(required=False)
    radius = DecimalField(required=False, min_value=Decimal("0.05"), max_value=LARGEST_RADIUS_KM)
    sort = forms.ChoiceField(choices=SORTS, required=False)

    def _bound_items(self):
        """Only the fields that were sent: the others have nothing to clean."""
        return ((name, self[name]) for name in self.fields if name in self.data)

    def clean(self):
        values = super().clean() or {}
        if values.get("open") == "at" and not values.get("at") and "at" not in self.errors:
            self.add_error("at", _("Say which day and time."))
        return values


def circle(values: dict) -> tuple[float, float, float] | None:
    """(latitude, longitude, radius in km) of what is asked around a point."""
    point = values.get("near")
    return (*point, float(values.get("radius", RADIUS_KM))) if point else None


class Shared(dict):
    """Fields that forms share instead of copying them each: nothing changes them."""

    def __deepcopy__(self, memo) -> "Shared":
        return self


FilterForm.base_fields = Shared(FilterForm.base_fields)


class SpaceFilter(df.FilterSet):
    """Filters that only need columns of the space; what needs the place stands in `choosing`."""

    kind = df.MultipleChoiceFilter(choices=Kind.choices)
    amenity = df.CharFilter(method="having_all")
    label = df.CharFilter(method="labelled_by_any")
    photos = df.BooleanFilter(field_name="photo_count", lookup_expr="gt")
    confirmed = df.NumberFilter(method="known_within_months")

    class Meta:
        model = Space
        fields: list[str] = []

    def having_all(self, queryset: SpaceQuerySet, name: str, keys: list[str]) -> SpaceQuerySet:
        """Spaces with every one of the amenities."""
        for key in keys:
            queryset = queryset.filter(facet_terms__contains=f" {facet_term('amenity', key)} ")
        return queryset

    def labelled_by_any(self, queryset: SpaceQuerySet, name: str, slugs: list[str]) -> SpaceQuerySet:
        return labels.labelled(queryset, slugs)

    def known_within_months(self, queryset: SpaceQuerySet, name: str, months: int) -> SpaceQuerySet:
        """Spaces with a fact at most that many months old; a fact dated by its year alone must be newer."""
        since = timezone.localdate() - dt.timedelta(days=round(int(months) * 30.44))
        return queryset.filter(confirmed_on__gte=since.isoformat())


def narrowing(values: dict, leave_out: str = "") -> Iterator[Condition]:
    """The filters that have a value, one apart: its own options are counted without it."""
    for name in SpaceFilter.base_filters:
        value = values.get(name)
        if value and name != leave_out:
            key = tuple(value) if isinstance(value, list) else value
            yield _condition(sql.vendor(), timezone.localdate(), name, key)


@lru_cache(maxsize=1000)
def _condition(vendor: str, today: dt.date, name: str, value) -> Condition:
    """One filter as SQL, which its value and the day settle."""
    given = list(value) if isinstance(value, tuple) else value
    found = _filters()[name].filter(Space.objects.all(), 0 if name == "photos" else given)
    condition = sql.written(found)
    return condition if name == "label" else sql.beside(condition)


@cache
def _filters() -> dict:
    return SpaceFilter().filters


def cheaper_than(amount: Decimal, per: str, currency: str) -> list[Condition]:
    """Those with a known price of at most `amount`, in that currency only."""
    return [
        sql.column("price_currency", "=", currency),
        sql.column(f"{per}_price", "<=", amount),
    ]
