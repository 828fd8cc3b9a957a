"""What the visitor asked -> place, words, filters, order, counts. Pages use this and nothing below it."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from spaces.maps import grid
from spaces.maps.bounds import Bounds
from spaces.maps.clusters import how_many_in
from spaces.models import City, Country, Space
from spaces.money import amount_of, format_money
from spaces.querysets import SpaceQuerySet, box_around
from spaces.rates import Rates, newest
from spaces.search import cities, conditions, labels, pool
from spaces.search import usage as by_usage
from spaces.search.conditions import Condition, Found
from spaces.search.filters import (
    RADIUS_KM,
    SORTS,
    FilterForm,
    amenities_in_words,
    cheaper_than,
    kinds_in_words,
    narrowing,
)
from spaces.search.lexicon import Lexicon
from spaces.search.places import Place
from spaces.search.planning import STEERING, Planner
from spaces.search.pool import BY_STANDING, Order, Pool
from spaces.search.reading import Reading, read
from spaces.search.results import Results
from spaces.search.tokens import MARK, trait
from spaces.search.words import Groups, Words
from spaces.spans import open_at
from spaces.usage import Usage

FACETS = ("kind", "amenity", "label")
PARAMETERS = tuple(FilterForm.base_fields)
MOST_CELLS = 120  # of a box that is looked up cell by cell
FREQUENT, KINDS_AIR = 0.3, 1.15  # kinds of so many spaces are picked out of those of all kinds
WIDER, NEARLY = 1.4, 0.8  # each circle is wider than the one before; the last of them nearly the whole


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it."""

    label: str
    remove_url: str


@dataclass(slots=True)
class Option:
    """One choice of a facet. There are more than `count` when `is_more`."""

    value: str
    label: str
    selected: bool
    count: int
    is_more: bool


class Sort(NamedTuple):
    """One order, and the address of the list in it."""

    label: str
    url: str
    selected: bool


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
        marks = [mark for group in (*self._typed_marks, *STEERING) for mark in group]
        return read(self._typed.get("q", ""), place, self.visitor_country, self._lexicon, marks)

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon()

    @property
    def _typed_marks(self) -> Groups:
        return _trait_marks(self._typed)

    @cached_property
    def values(self) -> dict:
        """What is asked, filters inside the words included."""
        values = dict(self._typed)
        for facet, found in (("kind", self.reading.kinds), ("amenity", self.reading.amenities)):
            if found:
                values[facet] = list(dict.fromkeys([*values.get(facet, ()), *found]))
        return values

    @cached_property
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

    @cached_property
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
    def _ranking(self) -> Results | None:
        assert self.usage is not None
        assert self.rates is not None
        keys = by_usage.ranking(self.found, self.usage, self.currency, self.rates)
        return None if keys is None else Results(keys, self.pool.distances)

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

    def _fitting(self, leave_out: str = "") -> Found:
        """Everything but the words and the order; the circle around a point as its box."""
        values = self.values
        found = Found((conditions.published() if values.get("closed") else conditions.in_search(),))
        found = found.where(*self._priced)
        if self.near:
            found = found.where(conditions.inside(Bounds(*box_around(*self.near))))
        found = found.where(*narrowing(values, leave_out))
        moment = self._moment()
        return found.where(conditions.written(open_at(Space.objects.all(), moment))) if moment else found

    @property
    def _priced(self) -> list[Condition]:
        """In the place, with a price that fits: what the columns narrow by themselves."""
        place = conditions.in_place(self.place)
        if "price_max" not in self.values:
            return place
        return [*place, *cheaper_than(self.values["price_max"], self.price_per, self.currency)]

    @cached_property
    def pool(self) -> Pool:
        """The best spaces that fit, in order: what the page, its counts and its map are made of."""
        if "kind" not in self.values:
            return self.pool_in(None).cut()
        own = self._of_all_kinds.of_kinds(self.values["kind"])
        if self._of_all_kinds.is_cut and len(own.rows) <= pool.LIMIT:
            return self.pool_in(None).cut()
        if not own.rows and self._index_words:  # they may have been mistyped
            return self.pool_in(None).cut()
        return own.cut()

    @cached_property
    def _without_kinds(self) -> Pool:
        """What would be found if no kind was asked for."""
        return self._of_all_kinds.cut()

    @cached_property
    def _of_all_kinds(self) -> Pool:
        """The same, and perhaps more: enough for the kinds that are asked for, where these are frequent."""
        return self.pool_in(None, "kind", self._room_for_kinds())

    def _room_for_kinds(self) -> int:
        if self.near or (isinstance(self.place, City) and self.place.space_count <= pool.LIMIT):
            return pool.LIMIT
        self._lexicon.look_up(mark for group in (*self._trait_marks(""), *STEERING) for mark in group)
        kinds = [group for group in self._trait_marks("") if group[0].startswith(f"{MARK}k:")]
        share = Planner(self._lexicon).share(kinds)
        return round(pool.LIMIT * KINDS_AIR / share) if share > FREQUENT else pool.LIMIT

    def pool_in(self, bounds: Bounds | None, leave_out: str = "", most: int = 0) -> Pool:
        """The same inside a box, or without one of the facets; with room for `most`."""
        if self.near and self.sort == "distance" and not (bounds or self._index_words):
            return self._nearest(leave_out)
        found = replace(self._fitting(leave_out), most=most)
        boxes = [Bounds(*box_around(*self.near))] if self.near else []
        if bounds and not self._is_seldom(bounds, leave_out):
            best = pool.by_columns(found.where(conditions.inside(bounds, by_index=False)), self._order)
            return pool.around(best, *self.near, self.sort == "distance") if self.near else best
        if bounds:
            found = found.where(conditions.inside(bounds))
            boxes.append(bounds)
        small = [box for box in boxes if grid.size(box) <= MOST_CELLS]
        best = self._pick(found, boxes, small, leave_out)
        return pool.around(best, *self.near, self.sort == "distance") if self.near else best

    def _nearest(self, leave_out: str) -> Pool:
        """The nearest that fit: where many stand around the point, a smaller circle holds them."""
        assert self.near is not None
        latitude, longitude, radius = self.near
        found = self._fitting(leave_out)
        for smaller in radii(latitude, longitude, radius):
            box = conditions.inside(Bounds(*box_around(latitude, longitude, smaller)))
            near = pool.around(pool.whole(found.where(box)), latitude, longitude, smaller, True)
            if len(near.rows) > pool.LIMIT or smaller == radius:
                return near
        raise AssertionError("the last radius is the whole one")

    def _is_seldom(self, bounds: Bounds, leave_out: str) -> bool:
        """Whether a box is better looked through than all spaces in their order, until enough stand in it."""
        if self._index_words or self.near or grid.size(bounds) <= MOST_CELLS:
            return True
        inside = how_many_in(bounds)
        planner = Planner(self._lexicon, self._trait_marks(leave_out))
        return inside * inside * planner.share(planner.marks) <= pool.LIMIT * planner.total

    def _pick(self, found: Found, boxes: list[Bounds], small: list[Bounds], leave_out: str) -> Pool:
        traits = self._trait_marks(leave_out)
        if self.sort == "price" and not (self._index_words or boxes or isinstance(self.place, City)):
            return pool.by_price(found, self._price)
        if self._index_words:
            order = None if self.sort in ("relevance", "distance") else self._order
            return pool.by_words(found, self._index_words, [*traits, *self._place_marks(small)], order)
        if boxes:
            return pool.whole(found) if self.sort == "distance" else pool.by_selection(found, self._order)
        if traits and not isinstance(self.place, City):
            return pool.by_marks(found, traits, self._place_marks(small), self._order, self._lexicon)
        if "price_max" in self.values and pool.are_few(Found(tuple(self._priced))):
            return pool.by_selection(found, self._order)
        return pool.by_columns(found, self._order)

    @cached_property
    def _index_words(self) -> Words:
        return Words(self.words, self._lexicon)

    def _trait_marks(self, leave_out: str) -> Groups:
        return _trait_marks({key: value for key, value in self.values.items() if key != leave_out})

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
            return self._fitting().queryset()
        found = Space.objects.filter(pk__in=self.pool.pks)
        return found.with_distance(*self.near[:2]) if self.near else found

    @cached_property
    def count(self) -> int:
        """How many fit; when `is_more`, there are more than that."""
        if self.is_large:
            return self._count_of_place()
        if not self.pool.is_cut or self.is_narrowed:
            return len(self.pool.rows)
        return self._count_of_place()

    @property
    def is_more(self) -> bool:
        return self.pool.is_cut and self.is_narrowed

    def _count_of_place(self) -> int:
        if isinstance(self.place, City):
            return self.place.space_count
        return cities.count_in(self.place.code if self.place else "")

    @cached_property
    def is_large(self) -> bool:
        """Whether nothing but a country narrows more spaces than a pool holds."""
        return not self.is_narrowed and self._count_of_place() > pool.LIMIT

    @cached_property
    def sort(self) -> str:
        asked = self.values.get("sort", "")
        return asked if asked in self._possible_sorts else self._default_sort()

    @cached_property
    def _possible_sorts(self) -> list[str]:
        given = {"relevance": self.words, "distance": self.near, "usage": self._can_rank}
        return [key for key, _label in SORTS if given.get(key, True)]

    def _default_sort(self) -> str:
        if self._can_rank:
            return "usage"
        return "distance" if self.near else "relevance" if self.words else "recommended"

    @property
    def _can_rank(self) -> bool:
        """A price for a usage is compared within a place."""
        return bool(self.usage and (self.place or self.near))

    @cached_property
    def sorts(self) -> list[Sort]:
        """The orders that make sense here."""
        asked = self.values.get("sort") or self._default_sort()
        link = self._links("sort")
        return [
            Sort(str(label), link([key]), key == asked) for key, label in SORTS if key in self._possible_sorts
        ]

    @property
    def _order(self) -> Order:
        if self.sort == "price":
            return pool.by_price_known(self._price)
        columns = {"freshness": "-confirmed_on", "name": "name_folded"}
        return pool.order_by(columns[self.sort]) if self.sort in columns else BY_STANDING

    @cached_property
    def results(self) -> Results:
        """The spaces of the pool, in order."""
        return Results(self.pool.pks, self.pool.distances)

    def price_counts(self) -> dict[Decimal, int]:
        """{price per day or month: how many of the pool ask it}, in the currency in force."""
        column = pool.NAMES.index(self._price)
        asked = [row[column] for row in self.pool.rows if row[pool.CURRENCY] == self.currency]
        counts = Counter(price for price in asked if price is not None)
        return {amount_of(price): n for price, n in counts.items()}

    @cached_property
    def facets(self) -> dict[str, list[Option]]:
        """Options with their counts under the other filters."""
        return {"kind": self._kinds(), "amenity": self._amenities(), "label": self._labels()}

    def _kinds(self) -> list[Option]:
        others = self._without_kinds if "kind" in self.values else self.pool
        known = kinds_in_words(get_language())
        options = self._options("kind", known, others.count_traits("kind"), others)
        return [option for option in options if option.count or option.selected or option.is_more]

    def _amenities(self) -> list[Option]:
        known = amenities_in_words(get_language())
        return list(self._options("amenity", known, self.pool.count_traits("amenity"), self.pool))

    def _labels(self) -> list[Option]:
        known = labels.choices()
        if not known:
            return []
        others = self.pool_in(None, "label").cut() if "label" in self.values else self.pool
        counts = labels.counts(Space.objects.filter(pk__in=others.pks))
        options = self._options("label", known, counts, others)
        return [option for option in options if option.count or option.selected]

    def _options(
        self, name: str, known: Iterable[tuple[str, str]], counts: Mapping[str, int], counted: Pool
    ) -> Iterator[Option]:
        """An option for each (value, label)."""
        chosen, is_more = self.values.get(name, []), counted.is_cut
        for value, label in known:
            yield Option(value, label, value in chosen, counts.get(value, 0), is_more)

    @cached_property
    def chips(self) -> list[Chip]:
        """Every filter in force."""
        chips = []
        if self.place and not self.page_place:
            chips.append(Chip(str(self.place.name), self.url_with(place=None)))
        if self.words:
            words = _("“%(words)s”") % {"words": self.words}
            chips.append(Chip(words, self.url_with(q=None)))
        for facet in FACETS:
            chosen, link = self.values.get(facet, []), self._links(facet)
            for option in self.facets[facet]:
                if option.selected:
                    others = [value for value in chosen if value != option.value]
                    chips.append(Chip(option.label, link(others)))
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

    @cached_property
    def is_filtered(self) -> bool:
        """Whether anything but the page's own place narrows the list."""
        alone = ("sort", "price_per", "radius", "hours")
        return any(key in self.values for key in PARAMETERS if key not in alone)

    @cached_property
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
        given = self._encoded | {name: _encode(name, value) for name, value in changes.items()}
        return "&".join(filter(None, given.values()))

    @cached_property
    def _encoded(self) -> dict[str, str]:
        """How each parameter stands in the address."""
        return {name: _encode(name, values) for name, values in self._parameters.items()}

    def _links(self, name: str) -> Callable[[list[str]], str]:
        """What makes this page's address with other values of one parameter."""
        parts, at = list(self._encoded.values()), PARAMETERS.index(name)
        before, after = list(filter(None, parts[:at])), list(filter(None, parts[at + 1 :]))

        def link(values: list[str]) -> str:
            own = _encode(name, values)
            query = "&".join([*before, own, *after] if own else [*before, *after])
            return f"{self.path}?{query}" if query else self.path

        return link


def _encode(name: str, given) -> str:
    values = given if isinstance(given, list) else [given]
    return "&".join([f"{name}={quote_plus(str(value)[:200])}" for value in values if value])


def _trait_marks(values: dict) -> Groups:
    """One of the kinds, each of the amenities, photos: as the index knows them."""
    marks: Groups = [(MARK + trait("amenity", key),) for key in values.get("amenity", ())]
    if "kind" in values:
        marks.append(tuple(MARK + trait("kind", key) for key in values["kind"]))
    return [*marks, (f"{MARK}photos",)] if "photos" in values else marks


def radii(latitude: float, longitude: float, radius_km: float) -> list[float]:
    """Radii to try, each with about twice the surface, the last the one that was asked for."""
    about = how_many_in(Bounds(*box_around(latitude, longitude, radius_km)))
    first = radius_km * math.sqrt(pool.LIMIT / about) if about else radius_km
    steps = [first * WIDER**n for n in range(40) if first * WIDER**n < radius_km * NEARLY]
    return [*steps, radius_km]


def place_key(place: City | Country) -> str:
    """ "be/liege" or "be": what `place=` takes."""
    if isinstance(place, City):
        return f"{place.country_id.lower()}/{place.slug}"
    return place.code.lower()
