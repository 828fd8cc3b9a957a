"""What the visitor asked -> place, words, filters, order, counts. Pages use this and nothing below it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from spaces.models import Amenity, City, Country, Kind, Space
from spaces.money import format_money
from spaces.querysets import SpaceQuerySet
from spaces.rates import Rates, newest
from spaces.search import labels
from spaces.search import usage as by_usage
from spaces.search.filters import RADIUS_KM, SORTS, FilterForm, SpaceFilter, cheaper_than, open_at
from spaces.search.places import Place, Resolution, resolve
from spaces.search.text import matching
from spaces.usage import Usage

FACETS = ("kind", "amenity", "label")
PARAMETERS = tuple(FilterForm.base_fields)


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it."""

    label: str
    remove_url: str


@dataclass(frozen=True)
class Option:
    """One choice of a facet or an order."""

    value: str
    label: str
    url: str
    selected: bool
    count: int = 0
    icon: str = ""


class Search:
    """One search. `data` are the parameters of the address, `path` the page's own address.

    `city` or `country` is the page's place; otherwise `place=` or the words name it.
    """

    def __init__(
        self,
        data: QueryDict,
        *,
        path: str,
        city: City | None = None,
        country: Country | None = None,
        visitor_country: str | None = None,
    ):
        self.path = path
        self.page_place = city or country
        self.visitor_country = visitor_country
        self.data = data

    @cached_property
    def form(self) -> FilterForm:
        """The bound form, with a message beside each mistaken value."""
        form = FilterForm(self.data)
        form.full_clean()
        return form

    @cached_property
    def values(self) -> dict:
        """Only what was given and understood."""
        self.form  # noqa: B018  (fills cleaned_data)
        return {
            key: value for key, value in self.form.cleaned_data.items() if value not in (None, "", [], False)
        }

    @cached_property
    def resolution(self) -> Resolution:
        """What the words mean; on a page that has its place they are just words."""
        words = self.values.get("q", "")
        if not words or self.page_place or self.values.get("place"):
            return Resolution(rest=words)
        found = resolve(words, self.visitor_country)
        if found.chosen and found.rest and not self._has_matches(found):
            return Resolution(None, [found.chosen, *found.candidates], words)
        return found

    def _has_matches(self, found: Resolution) -> bool:
        """Whether the words left over match anything there; if not, they may all be a name."""
        assert found.chosen is not None
        inside = matching(self._inside(Space.objects.in_search(), found.chosen.thing), found.rest)
        return inside.exists() or not matching(Space.objects.in_search(), self.values["q"]).exists()

    @property
    def place(self) -> City | Country | None:
        if self.page_place or self.values.get("place"):
            return self.page_place or self.values["place"]
        return self.resolution.chosen.thing if self.resolution.chosen else None

    @property
    def candidates(self) -> list[Place]:
        """Places to offer beside what was chosen."""
        return self.resolution.candidates

    @property
    def words(self) -> str:
        """The words that are searched for as text."""
        resolution = self.resolution
        return (
            self.values.get("q", "") if resolution.candidates and not resolution.chosen else resolution.rest
        )

    @property
    def near(self) -> tuple[float, float, float] | None:
        """(latitude, longitude, radius in km)"""
        point = self.values.get("near")
        return (*point, float(self.values.get("radius", RADIUS_KM))) if point else None

    @property
    def price_per(self) -> str:
        return self.values.get("price_per", "day")

    @property
    def currency(self) -> str:
        """The currency that prices are asked in: the one named, else the place's, else the euro."""
        if self.values.get("currency"):
            return self.values["currency"]
        place = self.place
        country = place.country if isinstance(place, City) else place
        return (country.currency if country else "") or "EUR"

    @cached_property
    def usage(self) -> Usage | None:
        """What the visitor needs a month, where they said it."""
        return by_usage.usage_of(self.values)

    @cached_property
    def rates(self) -> Rates | None:
        """The exchange rates, where a price for a usage is asked for."""
        return newest() if self.usage else None

    @cached_property
    def _ranking(self) -> by_usage.Ranking | None:
        assert self.usage is not None
        assert self.rates is not None
        return by_usage.ranking(self.found, self.usage, self.currency, self.rates)

    @property
    def is_too_large_to_rank(self) -> bool:
        return self.sort == "usage" and self._ranking is None

    @property
    def listed(self) -> Any:
        """All spaces that fit, in order, ready for cards: to be cut into pages."""
        return (self._ranking if self.sort == "usage" else None) or self.results.for_card()

    def add_figures(self, spaces: Iterable[Space]) -> None:
        """Give each of these spaces its price for the usage."""
        by_usage.attach(spaces, self.usage, self.currency, self.rates)

    @cached_property
    def _base(self) -> SpaceQuerySet:
        """Everything but the facets and the order."""
        values = self.values
        found = Space.objects.published() if values.get("closed") else Space.objects.in_search()
        if self.place:
            found = self._inside(found, self.place)
        if self.near:
            found = found.near(*self.near)
        if self.words:
            found = matching(found, self.words)
        if "price_max" in values:
            found = cheaper_than(found, values["price_max"], self.price_per, self.currency)
        found = SpaceFilter().narrow(found, {k: v for k, v in values.items() if k not in FACETS})
        moment = self._moment()
        return open_at(found, moment) if moment else found

    @staticmethod
    def _inside(found: SpaceQuerySet, place: City | Country) -> SpaceQuerySet:
        if isinstance(place, City):
            return found.filter(city=place)
        return found.filter(city__country=place)

    def _moment(self) -> dt.datetime | None:
        """The instant (now) or the wall-clock time (at) at which places must be open."""
        if self.values.get("open") == "now":
            return timezone.now()
        if self.values.get("at") and self.values.get("open") != "now":
            return timezone.make_naive(self.values["at"])
        return None

    @property
    def found(self) -> SpaceQuerySet:
        """All spaces that fit, in no order."""
        return SpaceFilter().narrow(self._base, {k: self.values.get(k) for k in FACETS})

    @property
    def sort(self) -> str:
        asked = self.values.get("sort", "")
        possible = {option.value for option in self.sorts}
        return asked if asked in possible else self._default_sort()

    def _default_sort(self) -> str:
        if self._can_rank:
            return "usage"
        return "distance" if self.near else "relevance" if self.words else "recommended"

    @property
    def _can_rank(self) -> bool:
        """A price for a usage is compared within a place."""
        return bool(self.usage and (self.place or self.near))

    @property
    def sorts(self) -> list[Option]:
        """The orders that make sense here."""
        asked = self.values.get("sort") or self._default_sort()
        return [
            Option(key, str(label), self.url_with(sort=key), key == asked)
            for key, label in SORTS
            if {"relevance": self.words, "distance": self.near, "usage": self._can_rank}.get(key, True)
        ]

    @property
    def results(self) -> SpaceQuerySet:
        """All spaces that fit, in order; unknown values last, ties settled, so that pages never overlap."""
        best = ("-recommendation_score", "-completeness")
        price = F(f"{self.price_per}_price").asc(nulls_last=True)
        orders: dict[str, tuple] = {
            "relevance": ("text_rank", *best, "name"),
            "recommended": (*best, "name"),
            "price": (price, *best),
            "usage": by_usage.BEST,
            "freshness": ("-confirmed_on", *best),
            "name": ("name_folded",),
            "distance": ("distance_km",),
        }
        return self.found.order_by(*orders[self.sort], "pk")

    def price_counts(self) -> dict[Decimal, int]:
        """{price per day or month: how many of the places found ask it}, in the currency in force."""
        column = f"{self.price_per}_price"
        asked = self.found.filter(price_currency=self.currency).exclude(**{column: None}).order_by()
        return dict(asked.values_list(column).annotate(n=Count("pk")))

    @cached_property
    def facets(self) -> dict[str, list[Option]]:
        """Options with their counts under the other filters; one query a facet."""
        return {"kind": self._kinds(), "amenity": self._amenities(), "label": self._labels()}

    def _kinds(self) -> list[Option]:
        others = SpaceFilter().narrow(self._base, self.values_of_facets(), leave_out="kind")
        counts = dict(others.order_by().values_list("kind").annotate(n=Count("pk")))
        chosen = self.values.get("kind", [])
        options = [
            self._option("kind", key, str(label), counts.get(key, 0), chosen) for key, label in Kind.choices
        ]
        return [option for option in options if option.count or option.selected]

    def _amenities(self) -> list[Option]:
        rows = Space.amenities.through.objects.filter(space__in=self.found.order_by().values("pk"))
        counts = dict(rows.order_by().values_list("amenity").annotate(n=Count("pk")))
        chosen = self.values.get("amenity", [])
        return [
            self._option("amenity", row.key, str(row.label), counts.get(row.key, 0), chosen)
            for row in Amenity.objects.all()
        ]

    def _labels(self) -> list[Option]:
        known = self.form.label_choices
        if not known:
            return []
        counts = labels.counts(SpaceFilter().narrow(self._base, self.values_of_facets(), leave_out="label"))
        chosen = self.values.get("label", [])
        options = [self._option("label", slug, name, counts.get(slug, 0), chosen) for slug, name in known]
        return [option for option in options if option.count or option.selected]

    def values_of_facets(self) -> dict:
        return {key: self.values.get(key) for key in FACETS}

    def _option(self, name: str, value: str, label: str, count: int, chosen: list[str]) -> Option:
        selected = value in chosen
        values = [v for v in chosen if v != value] if selected else [*chosen, value]
        return Option(value, label, self.url_with(**{name: values}), selected, count)

    @property
    def chips(self) -> list[Chip]:
        """Every filter in force."""
        chips = []
        if self.place and not self.page_place:
            rest = {"q": self.resolution.rest} if self.resolution.chosen else {"place": None}
            chips.append(Chip(str(self.place.name), self.url_with(**rest)))
        if self.words:
            kept = self.place and not self.page_place and self.resolution.chosen
            left = {"q": None, "place": place_key(self.place)} if kept and self.place else {"q": None}
            chips.append(Chip(f"“{self.words}”", self.url_with(**left)))
        for facet in FACETS:
            options = self.facets[facet]
            chips += [Chip(option.label, option.url) for option in options if option.selected]
        return chips + [Chip(label, self.url_with(**without)) for label, without in self._plain_chips()]

    def _plain_chips(self) -> list[tuple[str, dict]]:
        values, chips = self.values, []
        if self.near:
            radius = f"{self.near[2]:g}"
            chips.append((_("within %(radius)s km") % {"radius": radius}, {"near": None, "radius": None}))
        if "price_max" in values:
            price = format_money(values["price_max"], self.currency)
            text = _("up to %(price)s a month") if self.price_per == "month" else _("up to %(price)s a day")
            chips.append((text % {"price": price}, {"price_max": None, "price_per": None, "currency": None}))
        if self.usage:
            chips.append((by_usage.in_words(self.usage), by_usage.without(self.sort)))
        if values.get("open") == "now":
            chips.append((_("open now"), {"open": None}))
        elif "at" in values:
            when = date_format(values["at"], "SHORT_DATETIME_FORMAT")
            chips.append((_("open at %(when)s") % {"when": when}, {"open": None, "at": None}))
        if "photos" in values:
            chips.append((_("has photos"), {"photos": None}))
        if "confirmed" in values:
            chips.append((_("known within %(n)s months") % {"n": values["confirmed"]}, {"confirmed": None}))
        if "closed" in values:
            chips.append((_("closed ones too"), {"closed": None}))
        return chips

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the page's own place narrows the list."""
        alone = ("sort", "price_per", "radius", "hours")
        return any(key in self.values for key in PARAMETERS if key not in alone)

    @property
    def query_string(self) -> str:
        """The filters as they stand in the address, without the page."""
        return self._query({})

    def url_with(self, **changes) -> str:
        """This page's address with some parameters changed, or taken away (None); always the first page."""
        query = self._query(changes)
        return f"{self.path}?{query}" if query else self.path

    def _query(self, changes: dict) -> str:
        pairs: list[tuple[str, str]] = []
        for name in PARAMETERS:
            given = changes[name] if name in changes else self.data.getlist(name)
            values = given if isinstance(given, list) else [given]
            pairs += [(name, str(value)[:200]) for value in values if value]
        return urlencode(pairs)


def place_key(place: City | Country) -> str:
    """ "be/liege" or "be": what `place=` takes."""
    if isinstance(place, City):
        return f"{place.country_id.lower()}/{place.slug}"
    return place.code.lower()
