"""What the visitor asked -> place, words, filters, order, counts. Pages use this and nothing below it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.http import QueryDict

from spaces.directory.models import Space
from spaces.directory.querysets import SpaceQuerySet
from spaces.geography.bounds import Bounds
from spaces.geography.models import City, Country
from spaces.geography.queries import count_spaces
from spaces.pricing.exchange_rates import Rates, newest_rates
from spaces.pricing.money import to_amount
from spaces.pricing.quote import Usage
from spaces.search import candidates, chips
from spaces.search import usage as by_usage
from spaces.search.candidates import Candidates
from spaces.search.chips import Chip
from spaces.search.filters import facets
from spaces.search.filters.facets import Option
from spaces.search.filters.fields import place_key
from spaces.search.filters.filterset import SORTS, FilterForm, circle
from spaces.search.links import Links
from spaces.search.query_parser.parser import Reading, read
from spaces.search.query_parser.places import Place
from spaces.search.results import Results
from spaces.search.strategies.choose import Chooser, SearchCriteria, trait_marks
from spaces.search.strategies.planner import STEERING
from spaces.search_index.dictionary import Dictionary

PARAMETERS = tuple(FilterForm.base_fields)


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
        marks = [mark for group in (*trait_marks(self._typed), *STEERING) for mark in group]
        return read(self._typed.get("q", ""), place, self.visitor_country, self._lexicon, marks)

    @cached_property
    def _lexicon(self) -> Dictionary:
        return Dictionary()

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
        return circle(self.values)

    @property
    def price_per(self) -> str:
        return self.values.get("price_per", "day")

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
        return newest_rates() if self.usage else None

    @cached_property
    def _ranking(self) -> Results | None:
        assert self.usage is not None
        assert self.rates is not None
        keys = by_usage.rank_by_usage(self.found, self.usage, self.currency, self.rates)
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
        by_usage.add_usage_prices(spaces, self.usage, self.currency, self.rates)

    @cached_property
    def _asked(self) -> SearchCriteria:
        return SearchCriteria(self.values, self.place, self.words, self.sort, self.currency)

    @cached_property
    def _chooser(self) -> Chooser:
        return Chooser(self._asked, self._lexicon)

    @property
    def pool(self) -> Candidates:
        """The best spaces that fit, in order: what the page, its counts and its map are made of."""
        return self._chooser.pool

    def pool_in(self, bounds: Bounds) -> Candidates:
        """The same inside a box."""
        return self._chooser.pool_in(bounds).cut()

    @property
    def found(self) -> SpaceQuerySet:
        """All spaces that fit, in no order; where words or a point are asked, those of the pool."""
        if not self.words and not self.near:
            return self._chooser.fitting().queryset()
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
        return count_spaces(self.place.code if self.place else "")

    @cached_property
    def is_large(self) -> bool:
        """Whether nothing but a country narrows more spaces than a pool holds."""
        return not self.is_narrowed and self._count_of_place() > candidates.LIMIT

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
        link = self._links.each_with("sort")
        return [
            Sort(str(label), link([key]), key == self.sort)
            for key, label in SORTS
            if key in self._possible_sorts
        ]

    @cached_property
    def results(self) -> Results:
        """The spaces of the pool, in order."""
        return Results(self.pool.pks, self.pool.distances)

    def price_counts(self) -> dict[Decimal, int]:
        """{price per day or month: how many of the pool ask it}, in the currency in force."""
        column = candidates.NAMES.index(self._asked.price)
        asked = [row[column] for row in self.pool.rows if row[candidates.CURRENCY] == self.currency]
        counts = Counter(price for price in asked if price is not None)
        return {to_amount(price): n for price, n in counts.items()}

    @cached_property
    def facets(self) -> dict[str, list[Option]]:
        """Options with their counts under the other filters."""
        chosen, chooser = self.values, self._chooser
        return {
            "kind": facets.kinds(chosen.get("kind", ()), chooser.without_kinds),
            "amenity": facets.amenities(chosen.get("amenity", ()), chooser.pool),
            "label": facets.labelled(chosen.get("label", ()), chooser.without_labels),
        }

    @cached_property
    def chips(self) -> list[Chip]:
        """Every filter in force."""
        return list(self._chips())

    def _chips(self) -> Iterator[Chip]:
        links = self._links
        if self.place and not self.page_place:
            yield chips.of_place(str(self.place.name), links)
        if self.words:
            yield chips.of_words(self.words, links)
        for name in facets.NAMES:
            yield from chips.of_facet(name, self.values.get(name, []), self.facets[name], links)
        yield from chips.of_others(self.values, self.currency, self.usage, self.sort, links)

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
        return self._links.query_string

    @cached_property
    def _links(self) -> Links:
        return Links(self.path, self._parameters)

    @cached_property
    def _parameters(self) -> dict[str, list[str]]:
        """Those of the address, with what the words were read as in the place of the words."""
        given = {name: self.data.getlist(name) for name in PARAMETERS}
        if self.reading.is_more_than_words:
            given["q"] = [self.words]
            given |= {facet: self.values.get(facet, []) for facet in facets.NAMES}
        if self.reading.place:
            given["place"] = [place_key(self.reading.place.thing)]
        return given
