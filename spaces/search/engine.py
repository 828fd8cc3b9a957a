"""One search: criteria in; candidates, results, counts and facets out.

    request.GET -> query_parser.parse() -> SearchCriteria -> Search -> strategies -> Candidates -> pages

Everything is computed when it is first read.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, partial

from django.core.paginator import Page

from spaces.directory.models import Space
from spaces.directory.querysets import SpaceQuerySet
from spaces.geography.coordinates.bounds import Bounds
from spaces.geography.models import City
from spaces.geography.queries import count_spaces
from spaces.pricing.exchange_rates import Rates, newest_rates
from spaces.pricing.money import to_amount
from spaces.provenance.freshness import stale_before
from spaces.search import candidates
from spaces.search.candidates import Candidates
from spaces.search.criteria import SearchCriteria
from spaces.search.filter_form.facet_counts import MOST_COUNTED, count_matching, count_terms
from spaces.search.filters.base import FacetOption
from spaces.search.filters.filterset import FACETS, is_narrowed
from spaces.search.near.unplaced import LEAST_RADIUS_KM, Unplaced, find_unplaced
from spaces.search.results import Results
from spaces.search.samples import sample_pks
from spaces.search.strategies.choose import find_candidates, selection_of
from spaces.search.strategies.shared_kinds import find_with_other_kinds
from spaces.search.uncertain import UncertainCounts, count_uncertain, followed_by_uncertain, included
from spaces.search.usage import RankedByUsage, add_usage_prices, rank_by_usage
from spaces.search_index.dictionary import Dictionary


class Part(StrEnum):
    """What a list has after the spaces that surely match, or whose price decides."""

    UNCERTAIN = "uncertain"
    STALE_PRICES = "stale_prices"
    NO_PRICE = "no_price"
    UNKNOWN_COST = "unknown_cost"
    SAMPLES = "samples"


WIDER_KM = (3, 10, 30, 100)  # the radii that are tried in turn where nothing is found


class Search:
    """The spaces that match some criteria. `dictionary` is what the parser looked up already."""

    def __init__(self, criteria: SearchCriteria, dictionary: Dictionary | None = None):
        self.criteria, self.dictionary = criteria, dictionary or Dictionary()
        self.empty_within_km: float | None = None
        """The radius in which nothing was found, of which `widened` made a larger one"""

    @cached_property
    def candidates(self) -> Candidates:
        """The best spaces that match, in order: what pages, counts and the map are made of."""
        return self._candidates_and_other_kinds[0]

    @cached_property
    def _candidates_and_other_kinds(self) -> tuple[Candidates, Candidates]:
        found, all_kinds = find_with_other_kinds(self.criteria, self.dictionary)
        facts, dates = self.criteria.filtered_facts, self.criteria.date_columns
        if (facts or dates) and self.criteria.sort in ("relevance", "recommended"):
            found = found.checked_first(facts, dates)
        if included(self.criteria):
            found, all_kinds = self._with_uncertain(found), self._with_uncertain(all_kinds, "kind")
        return found.samples_last(sample_pks()), all_kinds

    @cached_property
    def parts(self) -> dict[int, Part]:
        """{number of spaces before it: what a later part of the list has}"""
        found = self.candidates
        sure = found.real_rows[: found.sure_count]
        parts = {}
        if self.criteria.sort == "price":
            price = candidates.COLUMNS.index(self.criteria.price_column)
            date = candidates.COLUMNS.index(self.criteria.price_date_column)
            current = sum(row[price] is not None and row[date] >= stale_before("prices") for row in sure)
            priced = sum(row[price] is not None for row in sure)
            parts = {current: Part.STALE_PRICES} if current < priced else {}
            parts |= {priced: Part.NO_PRICE} if priced < len(sure) else {}
        elif self.criteria.sort == "usage":
            ranked = self._ranked_by_usage
            if ranked and ranked.stale_from < ranked.unknown_from:
                parts = {ranked.stale_from: Part.STALE_PRICES, ranked.unknown_from: Part.UNKNOWN_COST}
            if ranked:
                parts[ranked.samples_from] = Part.SAMPLES
        if self.criteria.sort != "usage" or self.is_too_large_to_rank:
            if found.sure_count is not None:
                parts[found.sure_count] = Part.UNCERTAIN
            parts[len(found.real_rows)] = Part.SAMPLES
        return {start: part for start, part in parts.items() if start < len(self.results)}

    def part_headings(self, page: Page[Space]) -> dict[int, Part]:
        """Return {pk of a space on the page: the part of the list that begins, or goes on, with it}."""
        starts = sorted(self.parts)
        first = page.start_index() - 1
        headings = {}
        for number, space in enumerate(page.object_list, first):
            begun = [start for start in starts if start <= number]
            if begun and number in (first, begun[-1]):
                headings[space.pk] = self.parts[begun[-1]]
        return headings

    @cached_property
    def unplaced(self) -> Unplaced | None:
        """The spaces without a position in the city around the point of the search."""
        return find_unplaced(self.criteria, self.dictionary)

    def _with_uncertain(self, found: Candidates, without: str = "") -> Candidates:
        return followed_by_uncertain(found, self.criteria.without(without), self.dictionary)

    @cached_property
    def uncertain(self) -> UncertainCounts:
        """How many spaces are not listed of which it is not known whether they have the amenities."""
        return count_uncertain(self.criteria, self.dictionary)

    def candidates_in(self, bounds: Bounds) -> Candidates:
        """Return the same inside a box."""
        found = find_candidates(self.criteria, self.dictionary, bounds).cut()
        return followed_by_uncertain(found, self.criteria, self.dictionary, bounds=bounds)

    def _candidates_without(self, facet: str) -> Candidates:
        """Return the candidates of the same search without one facet: what its options are counted among."""
        criteria = self.criteria.without(facet)
        if facet == "kind":
            found = self._candidates_and_other_kinds[1]
        elif facet not in self.criteria.values or FACETS[facet].matches_all:
            found, criteria = self.candidates, self.criteria
        else:
            found = self._with_uncertain(find_candidates(criteria, self.dictionary).cut(), facet)
        is_ranked = criteria.text or criteria.near or included(criteria)
        if not found.is_cut or facet == "label" or is_ranked or self._place_is_too_large:
            return found
        return replace(found, all_term_counts=count_terms(selection_of(criteria)))

    @property
    def _place_is_too_large(self) -> bool:
        """Whether nothing but a place narrows the search, and it has more spaces than are counted."""
        return not self.is_narrowed and self._count_of_place() > MOST_COUNTED

    @cached_property
    def results(self) -> Results:
        """The spaces to show, in order: all that match where usage ranks them, else the candidates."""
        ranked = self._ranked_by_usage if self.criteria.sort == "usage" else None
        return Results(ranked.pks if ranked else self.candidates.pks, self.candidates.distances)

    @property
    def is_too_large_to_rank(self) -> bool:
        """Whether usage should rank the spaces, but too many match."""
        return self.criteria.sort == "usage" and self._ranked_by_usage is None

    @cached_property
    def _ranked_by_usage(self) -> RankedByUsage | None:
        assert self.criteria.usage
        assert self.rates
        return rank_by_usage(self._matching_spaces, self.criteria.usage, self.criteria.currency, self.rates)

    @property
    def _matching_spaces(self) -> SpaceQuerySet:
        """All spaces that match, in no order; the candidates if there is a text or a point."""
        near = self.criteria.near
        if not (self.criteria.text or near or included(self.criteria)):
            return selection_of(self.criteria).queryset()
        spaces = Space.objects.filter(pk__in=self.candidates.pks)
        return spaces.with_distance(*near[:2]) if near else spaces

    @cached_property
    def rates(self) -> Rates | None:
        """The exchange rates, if there is a usage to convert prices for."""
        return newest_rates() if self.criteria.usage else None

    def add_usage_prices(self, spaces: Iterable[Space]) -> None:
        """Set `usage_quote` of each space to what the usage costs there."""
        add_usage_prices(spaces, self.criteria.usage, self.criteria.currency, self.rates)

    @cached_property
    def count(self) -> int:
        """The number of spaces that match, or of the candidates if `is_more`."""
        if self.is_large:
            return self._count_of_place()
        if not self.candidates.is_cut:
            return len(self.candidates.rows)
        if not self.is_narrowed:
            return self._count_of_place()
        return self._count_of_all or len(self.candidates.rows)

    @property
    def is_more(self) -> bool:
        """Whether more spaces match than `count`."""
        return self.candidates.is_cut and self.is_narrowed and not self._count_of_all

    @cached_property
    def _count_of_all(self) -> int | None:
        """The number of all that match, where filters alone narrow the search and they are not too many."""
        criteria = self.criteria
        if criteria.text or criteria.near or included(criteria):
            return None
        return count_matching(selection_of(criteria))

    @cached_property
    def is_large(self) -> bool:
        """Whether nothing but a place narrows the search, and it has more spaces than candidates can be."""
        return not self.is_narrowed and self._count_of_place() > candidates.LIMIT

    @cached_property
    def is_narrowed(self) -> bool:
        """Whether anything but a place leaves spaces out."""
        return is_narrowed(self.criteria)

    def _count_of_place(self) -> int:
        place = self.criteria.place
        return place.space_count if isinstance(place, City) else count_spaces(place.code if place else "")

    @cached_property
    def facets(self) -> dict[str, list[FacetOption]]:
        """{facet: its options, with their counts under the other filters}"""
        return {
            name: facet.options(self.criteria.values.get(name, ()), partial(self._candidates_without, name))
            for name, facet in FACETS.items()
        }

    def price_counts(self) -> dict[Decimal, int]:
        """Return {price: number of candidates with it}, in the unit and the currency of the search."""
        column = candidates.COLUMNS.index(self.criteria.price_column)
        currency = self.criteria.currency
        rows = [row for row in self.candidates.rows if row[candidates.CURRENCY] == currency]
        counts = Counter(row[column] for row in rows if row[column] is not None)
        return {to_amount(price): n for price, n in counts.items()}


def widened(search: Search) -> Search:
    """Return the search, or where it finds nothing around a point, the same in the next larger circle."""
    near = search.criteria.near
    if near is None or near[2] < LEAST_RADIUS_KM or search.candidates.rows:
        return search
    for radius in WIDER_KM:
        wider = Search(search.criteria.within(radius), search.dictionary)
        if radius > near[2] and wider.candidates.rows:
            wider.empty_within_km = near[2]
            return wider
    return search
