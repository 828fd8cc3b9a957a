"""The filters of a list, each declared once.

To add a filter, declare it in `SpaceFilterSet`: the form field that validates it, the condition, the chip,
and the section and control that draw it. The form, the query string, the chips and the fieldsets come from
there. A mistaken value leaves its message beside the field, and the filter is left out.

The order of the declarations is that of the parameters in URLs.
"""

import datetime as dt
from collections.abc import Iterator
from functools import cache, reduce
from operator import or_
from typing import Any, cast

import django_filters as df
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coworking.fields.amount_fields import AmountField, NumberField, WholeNumberField
from coworking.fields.currencies import CurrencyFormField
from coworking.fields.partial_dates import validate_year
from coworking.i18n.normalize import normalize_name
from spaces.directory.models import Space
from spaces.directory.querysets import SpaceQuerySet
from spaces.directory.vocabulary import vocabulary
from spaces.geography.models import City, CityName
from spaces.opening_hours.materialize import open_at, open_on
from spaces.pricing.money import format_money
from spaces.provenance.freshness import stale_before
from spaces.search import sql
from spaces.search.criteria import SearchCriteria
from spaces.search.filters.base import (
    Changes,
    FacetFilter,
    FactConditions,
    OptionFilter,
    SearchFilter,
    TermGroups,
)
from spaces.search.filters.facets import (
    AmenityFilter,
    KindFilter,
    LabelFilter,
    amenity_choices,
    kind_choices,
    label_choices,
)
from spaces.search.filters.fields import BoundsField, KeysField, PlaceField, PointField, TextField
from spaces.search.sql import Condition
from spaces.search.usage import USAGE_PARAMETERS, UsageForm, describe_usage
from spaces.search_index.index_terms import FACET_PREFIX

MIN_RADIUS_KM, MAX_RADIUS_KM = 0.05, 200.0
DAYS_PER_MONTH = 30.44

SORTS = [
    ("relevance", gettext_lazy("relevance")),
    ("recommended", gettext_lazy("recommended")),
    ("price", gettext_lazy("price, lowest first")),
    ("usage", gettext_lazy("cost for my usage")),
    ("freshness", gettext_lazy("last confirmed")),
    ("name", gettext_lazy("name")),
    ("distance", gettext_lazy("distance")),
]

SECTIONS = {"size": gettext_lazy("Size and surroundings"), "trust": gettext_lazy("Data quality")}
"""{key: legend} of the fieldsets that are drawn from declarations, below the template's own"""


class SharedDict(dict[str, Any]):
    """A dict that is not copied: django-filter and forms copy what nothing here changes, for each request."""

    def __deepcopy__(self, memo: Any) -> "SharedDict":
        return self


class UsageFilter(OptionFilter):
    """A number of `UsageForm`: what the visitor needs in a month, which ranks spaces."""

    @property
    def field(self) -> forms.Field:
        return UsageForm.base_fields[self.field_name]

    def chips(self, criteria: SearchCriteria) -> Iterator[tuple[str, Changes]]:
        """Yield one chip for all numbers; with it the order by them goes."""
        if criteria.usage and self.field_name == next(n for n in USAGE_PARAMETERS if n in criteria.values):
            sort = ("sort",) if criteria.sort == "usage" else ()
            yield describe_usage(criteria.usage), dict.fromkeys((*USAGE_PARAMETERS, *sort))


def not_stale(column: str, fact: str) -> Condition:
    """Return the condition for spaces whose date of a fact is not stale, or not known."""
    date = f'"{sql.TABLE}"."{column}"'
    return sql.without_index(Condition(f"{date} >= %s OR {date} = ''", (stale_before(fact),)))


def is_null(*columns: str) -> Condition:
    """Return the condition for spaces without a value in any of the columns."""
    return Condition(" AND ".join(f'"{sql.TABLE}"."{column}" IS NULL' for column in columns))


class PriceFilter(SearchFilter):
    """Spaces with a known price of at most the value, in the currency of the search only."""

    asks_for_facts = True

    def conditions(self, criteria: SearchCriteria) -> list[Condition]:
        return [*self._asked(criteria), not_stale(criteria.price_date_column, "prices")]

    def _asked(self, criteria: SearchCriteria) -> list[Condition]:
        highest = sql.compare(criteria.price_column, "<=", criteria.values[self.name])
        if not criteria.values[self.name]:
            return [highest]  # nothing is free in one currency alone
        return [sql.compare("price_currency", "=", criteria.currency), highest]

    def facts(self, criteria: SearchCriteria) -> list[FactConditions]:
        price, date = criteria.price_column, criteria.price_date_column
        return [
            FactConditions(
                ("price_currency", price, date),
                yes=sql.all_of(self._asked(criteria)),
                unknown=is_null(price),
                not_stale=not_stale(date, "prices"),
            )
        ]

    def chips(self, criteria: SearchCriteria) -> Iterator[tuple[str, Changes]]:
        if not criteria.values[self.name]:
            yield _("free"), {self.name: None, "price_per": None, "currency": None}
            return
        text = _("up to %(price)s a month") if criteria.price_per == "month" else _("up to %(price)s a day")
        price = format_money(criteria.values[self.name], criteria.currency)
        yield text % {"price": price}, {self.name: None, "price_per": None, "currency": None}


class HoursFilter(SearchFilter):
    """Base of the filters for a time: spaces whose hours are not out of date, and say that they are open."""

    asks_for_facts = True

    def asked(self, criteria: SearchCriteria) -> Condition | None:
        """Return the condition for spaces whose hours say so; None if another filter has it."""
        raise NotImplementedError

    def conditions(self, criteria: SearchCriteria) -> list[Condition]:
        return [fact.sure for fact in self.facts(criteria)]

    def facts(self, criteria: SearchCriteria) -> list[FactConditions]:
        asked = self.asked(criteria)
        if asked is None:
            return []
        return [
            FactConditions(
                ("schedule_id", "hours_as_of"),
                yes=asked,
                unknown=is_null("schedule_id"),
                not_stale=not_stale("hours_as_of", "opening_hours"),
            )
        ]


class OpenFilter(HoursFilter):
    """Spaces that are open now, or at the local time in the parameter `at`."""

    def asked(self, criteria: SearchCriteria) -> Condition | None:
        if criteria.moment is None or (self.name == "at" and "open" in criteria.values):
            return None
        return sql.condition_of(open_at(Space.objects.all(), criteria.moment))

    def chips(self, criteria: SearchCriteria) -> Iterator[tuple[str, Changes]]:
        if criteria.values.get("open") == "now":
            if self.name == "open":
                yield _("open now"), {"open": None}
        elif self.name == "at":
            when = date_format(criteria.values["at"], "SHORT_DATETIME_FORMAT")
            yield _("open at %(when)s") % {"when": when}, {"open": None, "at": None}


class OpenOnFilter(HoursFilter):
    """Spaces that are open at some time of a day."""

    def asked(self, criteria: SearchCriteria) -> Condition | None:
        return sql.condition_of(open_on(Space.objects.all(), criteria.values[self.name]))

    def chips(self, criteria: SearchCriteria) -> Iterator[tuple[str, Changes]]:
        day = date_format(criteria.values[self.name], "l j F")
        yield _("open on %(day)s") % {"day": day}, {self.name: None}


class AtLeastFilter(SearchFilter):
    """Spaces with at least so much in one of the `columns`; it is not known where all of them are empty."""

    asks_for_facts = True

    def __init__(self, *columns: str, **kwargs: Any):
        super().__init__(**kwargs)
        self.columns = columns

    def filter(self, qs: SpaceQuerySet, value: int) -> SpaceQuerySet:
        return qs.filter(reduce(or_, (Q(**{f"{column}__gte": value}) for column in self.columns)))

    def facts(self, criteria: SearchCriteria) -> list[FactConditions]:
        return [FactConditions(self.columns, self.conditions(criteria)[0], is_null(*self.columns))]


class NearFilter(SearchFilter):
    """Spaces within a radius of a point. Strategies use boxes of their own: it has no condition here."""

    def conditions(self, criteria: SearchCriteria) -> list[Condition]:
        return []

    def chips(self, criteria: SearchCriteria) -> Iterator[tuple[str, Changes]]:
        assert criteria.near
        radius = f"{criteria.near[2]:g}"
        yield _("within %(radius)s km") % {"radius": radius}, {"near": None, "radius": None}


class OnlyCityFilter(SearchFilter):
    """Spaces of a city itself, without its area."""

    def conditions(self, criteria: SearchCriteria) -> list[Condition]:
        city = criteria.place
        if not isinstance(city, City):
            return []
        return [sql.without_index(sql.compare("city_id", "=", city.pk))]  # the index of the area has it

    def chips(self, criteria: SearchCriteria) -> Iterator[tuple[str, Changes]]:
        if isinstance(criteria.place, City):
            yield _("only %(place)s itself") % {"place": criteria.place.display_name}, {self.name: None}


class BoundsFilter(SearchFilter):
    """Spaces in a part of the map. Strategies have its box: it has no condition here."""

    def conditions(self, criteria: SearchCriteria) -> list[Condition]:
        return []


class NeighbourhoodFilter(SearchFilter):
    """Spaces in a neighbourhood by this name, or in a place of this name in a city's area."""

    def filter(self, qs: SpaceQuerySet, value: str) -> SpaceQuerySet:
        places = CityName.objects.filter(normalized_name=normalize_name(value), city__area_of__isnull=False)
        return qs.filter(Q(neighbourhood__iexact=value) | Q(city__in=places.values("city")))


class EventsFilter(SearchFilter):
    """Spaces with upcoming events that are not cancelled."""

    def conditions(self, criteria: SearchCriteria) -> list[Condition]:
        upcoming = Space.objects.filter(
            events__over_at__gt=timezone.now(), events__is_cancelled=False
        ).order_by()
        return [sql.condition_of(Space.objects.filter(pk__in=upcoming.values("pk")))]


class PhotosFilter(SearchFilter):
    """Spaces with photos."""

    def filter(self, qs: SpaceQuerySet, value: bool) -> SpaceQuerySet:
        return qs.filter(photo_count__gt=0)

    def index_terms(self, value: Any) -> TermGroups:
        return [(f"{FACET_PREFIX}photos",)]


class ConfirmedFilter(SearchFilter):
    """Spaces with a fact at most so many months old; a fact dated by its year alone must be newer."""

    def filter(self, qs: SpaceQuerySet, value: int) -> SpaceQuerySet:
        since = timezone.localdate() - dt.timedelta(days=round(value * DAYS_PER_MONTH))
        return qs.filter(confirmed_on__gte=since.isoformat())


class ClosedFilter(SearchFilter):
    """Closed and moved spaces too: `conditions_of` then leaves out the condition that excludes them."""

    def conditions(self, criteria: SearchCriteria) -> list[Condition]:
        return []


class SearchForm(UsageForm):
    """Validates the filters, and the rules between them."""

    def _bound_items(self) -> Iterator[Any]:
        """Yield only the fields that were sent: the others have nothing to clean."""
        return ((name, self[name]) for name in self.fields if name in self.data)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        price = self["price_max"].data
        if values.get("price_max") is not None and not values.get("currency"):
            values["currency"] = cast(AmountField, self.fields["price_max"]).money(price).currency
        if "open" in self.data and not self.data.get("open"):
            values["at"] = None  # "at any time" in the form takes the time away
        if values.get("open") == "at" and not values.get("at") and "at" not in self.errors:
            self.add_error("at", gettext_lazy("Say which day and time."))
        return values


class SpaceFilterSet(df.FilterSet):
    """Parses and validates the query string of a list. `SearchCriteria.values` are its cleaned values."""

    days = UsageFilter("days")
    hours = UsageFilter("hours", is_option=True)
    room = UsageFilter("room")
    q = OptionFilter(field_class=TextField)
    words = OptionFilter(field_class=forms.BooleanField, is_option=True)
    place = OptionFilter(field_class=PlaceField)
    only = OnlyCityFilter(field_class=forms.ChoiceField, choices=[("city", "city")])
    kind = KindFilter(field_class=KeysField, keys=lambda: vocabulary().kinds, choices=kind_choices)
    amenity = AmenityFilter(
        field_class=KeysField,
        keys=lambda: vocabulary().amenities,
        choices=amenity_choices,
        matches_all=True,
        hides_empty=False,
    )
    include_unknown = OptionFilter(
        field_class=forms.BooleanField,
        label=gettext_lazy("Include places where it is not known"),
        chip=lambda value: _("also where it is not known"),
        is_option=True,
    )
    include_limited = OptionFilter(
        field_class=forms.BooleanField,
        label=gettext_lazy("Include places that have it in a limited way"),
        chip=lambda value: _("limited ones too"),
        is_option=True,
    )
    include_stale = OptionFilter(
        field_class=forms.BooleanField,
        label=gettext_lazy("Include places whose price or hours are out of date"),
        chip=lambda value: _("out-of-date prices and hours too"),
        is_option=True,
    )
    label = LabelFilter(
        field_class=KeysField,
        keys=lambda: dict(label_choices()),
        choices=label_choices,
        uses_index=True,
    )
    price_max = PriceFilter(field_class=AmountField, min_value=0, confirms=False)
    price_per = OptionFilter(
        field_class=forms.ChoiceField,
        choices=[("day", gettext_lazy("a day")), ("month", gettext_lazy("a month"))],
        is_option=True,
    )
    currency = OptionFilter(field_class=CurrencyFormField)
    open = OpenFilter(
        field_class=forms.ChoiceField, choices=[("now", gettext_lazy("now")), ("at", gettext_lazy("at"))]
    )
    at = OpenFilter(
        field_class=forms.DateTimeField,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        validators=[validate_year],
    )
    on = OpenOnFilter(field_class=forms.DateField, input_formats=["%Y-%m-%d"], validators=[validate_year])
    people = AtLeastFilter(
        "desks",
        "people",
        field_class=WholeNumberField,
        confirms=False,
        min_value=1,
        max_value=10_000,
        label=gettext_lazy("For people, at least"),
        section="size",
        control="number",
        chip=lambda value: ngettext("for %(n)s person", "for %(n)s people", value) % {"n": value},
    )
    desks = AtLeastFilter(
        "desks",
        field_class=WholeNumberField,
        confirms=False,
        min_value=1,
        max_value=10_000,
        label=gettext_lazy("Desks, at least"),
        section="size",
        control="number",
        chip=lambda value: ngettext("at least %(n)s desk", "at least %(n)s desks", value) % {"n": value},
    )
    mbps = AtLeastFilter(
        "wifi_mbps",
        field_class=WholeNumberField,
        confirms=False,
        min_value=1,
        max_value=100_000,
        label=gettext_lazy("Measured wifi, at least, in Mbit/s"),
        section="size",
        control="number",
        chip=lambda value: _("wifi of at least %(n)s Mbit/s") % {"n": value},
    )
    neighbourhood = NeighbourhoodFilter(
        field_class=TextField,
        label=gettext_lazy("Neighbourhood"),
        section="size",
        control="text",
        uses_index=True,
        chip=lambda value: value,
    )
    events = EventsFilter(
        field_class=forms.BooleanField,
        label=gettext_lazy("has upcoming events"),
        section="size",
        control="checkbox",
        chip=lambda value: _("has upcoming events"),
        uses_index=True,
    )
    photos = PhotosFilter(
        field_class=forms.BooleanField,
        label=gettext_lazy("Has photos"),
        section="trust",
        control="checkbox",
        chip=lambda value: _("has photos"),
    )
    confirmed = ConfirmedFilter(
        field_class=WholeNumberField,
        confirms=False,
        min_value=1,
        max_value=600,
        label=gettext_lazy("Last confirmed within (months)"),
        section="trust",
        control="number",
        chip=lambda value: _("confirmed within %(n)s months") % {"n": value},
    )
    closed = ClosedFilter(
        field_class=forms.BooleanField,
        label=gettext_lazy("Include closed places"),
        section="trust",
        control="checkbox",
        chip=lambda value: _("closed places too"),
    )
    near = NearFilter(field_class=PointField)
    radius = OptionFilter(
        field_class=NumberField,
        confirms=False,
        most=MAX_RADIUS_KM,
        min_value=MIN_RADIUS_KM,
        max_value=MAX_RADIUS_KM,
        is_option=True,
    )
    bounds = BoundsFilter(field_class=BoundsField, chip=lambda value: _("part of the map"))
    sort = OptionFilter(field_class=forms.ChoiceField, choices=SORTS, is_option=True)

    class Meta:
        model = Space
        fields: list[str] = []
        form = SearchForm

    def __init__(self, data: QueryDict):
        super().__init__(data)

    def get_form_class(self) -> type[SearchForm]:
        """Return the form class, which django-filter would create for each request."""
        return _form_class()

    def filter_queryset(self, queryset: Any) -> Any:
        """Not supported: a price needs the currency of the place, so `conditions_of` takes criteria."""
        raise NotImplementedError

    @property
    def values(self) -> dict[str, Any]:
        """The values that were given and are valid."""
        self.form.full_clean()
        cleaned = self.form.cleaned_data.items()
        return {name: value for name, value in cleaned if _is_given(name, value)}


def _is_given(name: str, value: Any) -> bool:
    """Whether a value says something: nothing is free at 0, but a place that costs nothing is."""
    return value not in (None, "", [], False) or (name == "price_max" and value == 0 and value is not None)


SpaceFilterSet.base_filters = SharedDict(SpaceFilterSet.base_filters)
FILTERS: dict[str, SearchFilter] = SpaceFilterSet.base_filters
for _name, _filter in FILTERS.items():
    _filter.name = _name
FACETS: dict[str, FacetFilter] = {n: f for n, f in FILTERS.items() if isinstance(f, FacetFilter)}


@cache
def _form_class() -> type[SearchForm]:
    fields = {name: search_filter.field for name, search_filter in FILTERS.items()}
    form_class: type[SearchForm] = type("SpaceFilterForm", (SearchForm,), fields)
    form_class.base_fields = SharedDict({name: form_class.base_fields[name] for name in FILTERS})
    return form_class


def conditions_of(criteria: SearchCriteria) -> list[Condition]:
    """Return the SQL conditions of the place and of all filters, but for the point and the text."""
    found = [sql.published() if "closed" in criteria.values else sql.in_search()]
    found += sql.in_place(criteria.place)
    found += criteria.conditions
    for name, search_filter in FILTERS.items():
        if name in criteria.values:
            found += search_filter.conditions(criteria)
    return found


def index_terms_of(criteria: SearchCriteria) -> list[tuple[str, ...]]:
    """Return the groups of facet terms of all filters: matching spaces have one term of each group."""
    return [group for name, value in criteria.values.items() for group in FILTERS[name].index_terms(value)]


def is_narrowed(criteria: SearchCriteria) -> bool:
    """Whether anything but a place leaves spaces out."""
    return bool(criteria.text) or any(FILTERS[name].narrows for name in criteria.values)
