"""What the visitor asked -> place, words, filters, order, counts. Pages use this and nothing below it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Sum
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from spaces.maps import grid
from spaces.maps.bounds import Bounds
from spaces.models import City, Country, Kind, Space
from spaces.money import format_money
from spaces.querysets import BEST, SpaceQuerySet, box_around
from spaces.rates import Rates, newest
from spaces.search import labels, pool
from spaces.search import usage as by_usage
from spaces.search.filters import RADIUS_KM, SORTS, FilterForm, SpaceFilter, cheaper_than
from spaces.search.places import Place
from spaces.search.pool import Pool
from spaces.search.reading import Reading, read
from spaces.search.results import Results
from spaces.search.tokens import MARK, trait
from spaces.search.words import Groups, Words
from spaces.spans import open_at
from spaces.usage import Usage

FACETS = ("kind", "amenity", "label")
PARAMETERS = tuple(FilterForm.base_fields)
MOST_CELLS = 120  # of a box that is looked up cell by cell


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it."""

    label: str
    remove_url: str


@dataclass(frozen=True)
class Option:
    """One choice of a facet or an order. There are more than `count` when `is_more`."""

    value: str
    label: str
    url: str
    selected: bool
    count: int = 0
    icon: str = ""
    is_more: bool = False


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
    def _typed(self) -> dict:
        """Only what was given and understood."""
        self.form  # noqa: B018  (fills cleaned_data)
        return {
            key: value for key, value in self.form.cleaned_data.items() if value not in (None, "", [], False)
        }

    @cached_property
    def reading(self) -> Reading:
        """What the words mean: a place (on a page that has none), kinds, amenities, and words."""
        place = self.page_place or self._typed.get("place")
        return read(self._typed.get("q", ""), place, self.visitor_country)

    @cached_property
    def values(self) -> dict:
        """What is asked, filters inside the words included."""
        values = dict(self._typed)
        for facet, found in (("kind", self.reading.kinds), ("amenity", self.reading.amenities)):
            if found:
                values[facet] = list(dict.fromkeys([*values.get(facet, ()), *found]))
        return values

    @property
    def place(self) -> City | Country | None:
        named = self.reading.place.thing if self.reading.place else None
        return self.page_place or self._typed.get("place") or named

    @property
    def candidates(self) -> list[Place]:
        """Places to offer beside what was chosen."""
        return self.reading.candidates

    @property
    def words(self) -> str:
        """The words that are searched for as text."""
        return self.reading.rest

    @property
    def named_place(self) -> str:
        """What `place=` says, or would say for the place that the words name."""
        return (self._parameters["place"] or [""])[0]

    @property
    def near(self) -> tuple[float, float, float] | None:
        """(latitude, longitude, radius in km)"""
        point = self.values.get("near")
        return (*point, float(self.values.get("radius", RADIUS_KM))) if point else None

    @property
    def price_per(self) -> str:
        return self.values.get("price_per", "day")

    @property
    def _price(self) -> str:
        return f"{self.price_per}_price"

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
        return (self._ranking if self.sort == "usage" else None) or self.results

    def add_figures(self, spaces: Iterable[Space]) -> None:
        """Give each of these spaces its price for the usage."""
        by_usage.attach(spaces, self.usage, self.currency, self.rates)

    def _fitting(self, leave_out: str = "") -> SpaceQuerySet:
        """Everything but the words and the order; the circle around a point as its box."""
        values = self.values
        found = Space.objects.published() if values.get("closed") else Space.objects.in_search()
        found = self._priced(found)
        if self.near:
            found = found.in_box(*box_around(*self.near))
        found = SpaceFilter().narrow(found, values, leave_out)
        moment = self._moment()
        return open_at(found, moment) if moment else found

    def _priced(self, found: SpaceQuerySet) -> SpaceQuerySet:
        """Those in the place whose price fits: what the columns narrow by themselves."""
        if isinstance(self.place, City):
            found = found.filter(city=self.place)
        elif self.place:
            found = found.in_country(self.place.code)
        if "price_max" not in self.values:
            return found
        return cheaper_than(found, self.values["price_max"], self.price_per, self.currency)

    @cached_property
    def pool(self) -> Pool:
        """The best spaces that fit, in order: what the page, its counts and its map are made of."""
        return self.pool_in(None)

    def pool_in(self, bounds: Bounds | None, leave_out: str = "") -> Pool:
        """The same inside a box, or without one of the facets."""
        found = self._fitting(leave_out)
        if bounds:
            found = found.in_box(bounds.south, bounds.west, bounds.north, bounds.east)
        boxes = [Bounds(*box_around(*self.near))] if self.near else []
        boxes = [box for box in (*boxes, *([bounds] if bounds else [])) if grid.size(box) <= MOST_CELLS]
        best = self._pick(found, boxes, leave_out)
        return pool.around(best, *self.near, self.sort == "distance") if self.near else best

    def _pick(self, found: SpaceQuerySet, boxes: list[Bounds], leave_out: str) -> Pool:
        traits = self._trait_marks(leave_out)
        if self.sort == "price" and not (self._index_words or boxes or isinstance(self.place, City)):
            return pool.by_price(found, self._price)
        if self._index_words:
            order = None if self.sort in ("relevance", "distance") else self._order
            return pool.by_words(found, self._index_words, [*traits, *self._place_marks(boxes)], order)
        if boxes:
            return pool.whole(found) if self.sort == "distance" else pool.by_selection(found, self._order)
        if traits and not isinstance(self.place, City):
            return pool.by_marks(found, traits, self._place_marks(boxes), self._order)
        if "price_max" in self.values and pool.are_few(self._priced(Space.objects.all())):
            return pool.by_selection(found, self._order)
        return pool.by_columns(found, self._order)

    @cached_property
    def _index_words(self) -> Words:
        return Words(self.words)

    def _trait_marks(self, leave_out: str) -> Groups:
        """One of the kinds, each of the amenities, photos: as the index knows them."""
        values = {key: value for key, value in self.values.items() if key != leave_out}
        marks: Groups = [(MARK + trait("amenity", key),) for key in values.get("amenity", ())]
        if "kind" in values:
            marks.append(tuple(MARK + trait("kind", key) for key in values["kind"]))
        return [*marks, (f"{MARK}photos",)] if "photos" in values else marks

    def _place_marks(self, boxes: list[Bounds]) -> Groups:
        marks: Groups = [tuple(f"{MARK}at:{cell}" for cell in grid.cells(box)) for box in boxes]
        if isinstance(self.place, City):
            marks.append((f"{MARK}in:{self.place.pk}",))
        elif self.place:
            marks.append((f"{MARK}in:{self.place.code.lower()}",))
        return marks

    def _moment(self) -> dt.datetime | None:
        """The instant (now) or the wall-clock time (at) at which places must be open."""
        if self.values.get("open") == "now":
            return timezone.now()
        if self.values.get("at") and self.values.get("open") != "now":
            return timezone.make_naive(self.values["at"])
        return None

    @property
    def found(self) -> SpaceQuerySet:
        """All spaces that fit, in no order; where words or a point are asked, those of the pool."""
        if not self.words and not self.near:
            return self._fitting()
        found = Space.objects.filter(pk__in=[row.pk for row in self.pool.rows])
        return found.with_distance(*self.near[:2]) if self.near else found

    @cached_property
    def count(self) -> int:
        """How many fit; when `is_more`, there are more than that."""
        if not self.pool.is_cut or self.is_narrowed:
            return len(self.pool.rows)
        return self._count_of_place()

    @property
    def is_more(self) -> bool:
        return self.pool.is_cut and self.is_narrowed

    def _count_of_place(self) -> int:
        if isinstance(self.place, City):
            return self.place.space_count
        cities = self.place.cities.all() if self.place else City.objects.all()
        return cities.aggregate(n=Sum("space_count"))["n"] or 0

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
    def _order(self) -> tuple:
        """Unknown values last, ties settled, so that pages never overlap."""
        price = F(self._price).asc(nulls_last=True)
        orders: dict[str, tuple] = {
            "price": (price, *BEST),
            "freshness": ("-confirmed_on", *BEST),
            "name": ("name_folded", *BEST),
        }
        return orders.get(self.sort, BEST)

    @cached_property
    def results(self) -> Results:
        """The spaces of the pool, in order."""
        return Results([row.pk for row in self.pool.rows], self.pool.distances)

    def price_counts(self) -> dict[Decimal, int]:
        """{price per day or month: how many of the places found ask it}, in the currency in force."""
        asked = self.found.filter(price_currency=self.currency).exclude(**{self._price: None}).order_by()
        return dict(asked.values_list(self._price).annotate(n=Count("pk")))

    @cached_property
    def facets(self) -> dict[str, list[Option]]:
        """Options with their counts under the other filters."""
        return {"kind": self._kinds(), "amenity": self._amenities(), "label": self._labels()}

    def _kinds(self) -> list[Option]:
        others = self.pool_in(None, "kind") if "kind" in self.values else self.pool
        counts = Counter(row.kind for row in others.rows)
        options = [self._option("kind", key, str(label), counts[key], others) for key, label in Kind.choices]
        return [option for option in options if option.count or option.selected or option.is_more]

    def _amenities(self) -> list[Option]:
        counts = self.pool.count_traits()
        return [
            self._option("amenity", row.key, str(row.label), counts[trait("amenity", row.key)], self.pool)
            for row in self.form.amenities
        ]

    def _labels(self) -> list[Option]:
        known = self.form.label_choices
        if not known:
            return []
        others = self.pool_in(None, "label") if "label" in self.values else self.pool
        counts = labels.counts(Space.objects.filter(pk__in=[row.pk for row in others.rows]))
        options = [self._option("label", slug, name, counts.get(slug, 0), others) for slug, name in known]
        return [option for option in options if option.count or option.selected]

    def _option(self, name: str, value: str, label: str, count: int, counted: Pool) -> Option:
        chosen = self.values.get(name, [])
        selected = value in chosen
        values = [v for v in chosen if v != value] if selected else [*chosen, value]
        return Option(value, label, self.url_with(**{name: values}), selected, count, is_more=counted.is_cut)

    @property
    def chips(self) -> list[Chip]:
        """Every filter in force."""
        chips = []
        if self.place and not self.page_place:
            chips.append(Chip(str(self.place.name), self.url_with(place=None)))
        if self.words:
            chips.append(Chip(f"“{self.words}”", self.url_with(q=None)))
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

    @cached_property
    def given(self) -> dict[str, str]:
        """What stands in each field of the form: as it was typed, or nothing."""
        return {name: self.form.data.get(name, "") for name in PARAMETERS}

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the page's own place narrows the list."""
        alone = ("sort", "price_per", "radius", "hours")
        return any(key in self.values for key in PARAMETERS if key not in alone)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but a place narrows the list."""
        plain = {"place", "sort", "price_per", "radius", "currency", "q", *by_usage.PARAMETERS}
        return bool(self.words) or any(key in self.values for key in PARAMETERS if key not in plain)

    @property
    def query_string(self) -> str:
        """The filters as they stand in the address, without the page."""
        return self._query({})

    def url_with(self, **changes) -> str:
        """This page's address with some parameters changed, or taken away (None); always the first page."""
        query = self._query(changes)
        return f"{self.path}?{query}" if query else self.path

    @cached_property
    def _parameters(self) -> dict[str, list[str]]:
        """Those of the address, with what the words were read as in the place of the words."""
        given = {name: self.data.getlist(name) for name in PARAMETERS}
        if self.reading.is_more_than_words:
            given["q"] = [self.words]
            given |= {facet: self.values.get(facet, []) for facet in FACETS}
        if self.reading.place:
            given["place"] = [place_key(self.reading.place.thing)]
        return given

    def _query(self, changes: dict) -> str:
        pairs: list[tuple[str, str]] = []
        for name in PARAMETERS:
            given = changes[name] if name in changes else self._parameters[name]
            values = given if isinstance(given, list) else [given]
            pairs += [(name, str(value)[:200]) for value in values if value]
        return urlencode(pairs)


def place_key(place: City | Country) -> str:
    """ "be/liege" or "be": what `place=` takes."""
    if isinstance(place, City):
        return f"{place.country_id.lower()}/{place.slug}"
    return place.code.lower()
