"""The base of all filters: a django-filter `Filter` that knows its chip, control and index terms."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import django_filters as df
from django import forms
from django.utils import timezone

from spaces.directory.models import Space
from spaces.search import sql
from spaces.search.candidates import Candidates
from spaces.search.criteria import SearchCriteria
from spaces.search.sql import Condition
from spaces.search_index.index_terms import indexed_facet_term

TermGroups = Sequence[tuple[str, ...]]
Changes = dict[str, list[str] | None]  # parameters of the query string; None removes one


@dataclass(frozen=True)
class FactConditions:
    """The conditions for what is known of one fact that a filter asks for; `columns` are those they read.

    Without one of them, no space can be in that state.
    """

    columns: tuple[str, ...]
    yes: Condition
    unknown: Condition
    limited: Condition | None = None
    not_stale: Condition | None = None

    @property
    def sure(self) -> Condition:
        """The condition for spaces that have it, by a fact that is not out of date."""
        return sql.all_of([self.yes, self.not_stale]) if self.not_stale else self.yes


class SearchFilter(df.Filter):
    """A filter, declared once in `SpaceFilterSet`.

    field_class the form field that validates its value; further arguments go to the field
    chip      the text of its chip, from its value; None where another filter's chip includes it
    section   the key of the fieldset that draws it (`SECTIONS`); "" where a template draws it by name
    control   "checkbox", "number" or "text": how the fieldset draws it, with its `label`
    narrows   whether it leaves spaces out; False for the place, the text and what only orders or ranks
    is_option whether it means nothing without another filter, such as a unit or a radius
    asks_for_facts (of the class) whether spaces may match of which what it asks for is not known
    uses_index whether its condition may be answered by an index instead of that of the order
    """

    asks_for_facts = False

    def __init__(
        self,
        *args: Any,
        field_class: type[forms.Field] | None = None,
        chip: Callable[[Any], str] | None = None,
        section: str = "",
        control: str = "",
        narrows: bool = True,
        is_option: bool = False,
        uses_index: bool = False,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        if field_class:
            self.field_class = field_class
        self.chip, self.section, self.control = chip, section, control
        self.narrows, self.is_option, self.uses_index = narrows, is_option, uses_index
        self.name = ""  # set by SpaceFilterSet

    def conditions(self, criteria: SearchCriteria) -> list[Condition]:
        """Return the SQL conditions for its value: `filter()`, compiled once for each value and day."""
        value = criteria.values[self.name]
        key = tuple(value) if isinstance(value, list) else value
        return [_compile(sql.vendor(), timezone.localdate(), self, key)]

    def facts(self, criteria: SearchCriteria) -> list[FactConditions]:
        """Return the conditions of each fact that it asks for, if `asks_for_facts`."""
        return []

    def index_terms(self, value: Any) -> TermGroups:
        """Return groups of terms: a space that matches has at least one term of each group. May be empty."""
        return []

    def chips(self, criteria: SearchCriteria) -> Iterator[tuple[str, Changes]]:
        """Yield the text of each of its chips, and the changes to the query string that remove it."""
        if self.chip:
            yield self.chip(criteria.values[self.name]), {self.name: None}


@lru_cache(maxsize=1000)
def _compile(vendor: str, today: dt.date, search_filter: SearchFilter, key: Any) -> Condition:
    value = list(key) if isinstance(key, tuple) else key
    condition = sql.condition_of(search_filter.filter(Space.objects.all(), value))
    return condition if search_filter.uses_index else sql.without_index(condition)


class OptionFilter(SearchFilter):
    """A parameter that leaves no space out: an order, a unit, the text."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **{"narrows": False, **kwargs})

    def conditions(self, criteria: SearchCriteria) -> list[Condition]:
        return []


@dataclass(slots=True)
class FacetOption:
    """One option of a facet. More than `count` spaces have it if `is_more`."""

    value: str
    label: str
    selected: bool
    count: int
    is_more: bool

    @property
    def is_folded(self) -> bool:
        """Whether it is drawn out of sight: nothing that is listed has it."""
        return not (self.count or self.selected)


class FacetFilter(SearchFilter):
    """A filter with several options, each shown with the number of candidates that have it.

    `choices` returns (value, label) of all options in the active language. A space matches one of the
    selected options, and the options are then counted among the candidates of the search without this
    filter; or, with `matches_all`, it matches each of them, and the options are counted among the
    candidates of the search itself.
    """

    def __init__(
        self,
        *args: Any,
        choices: Callable[[], Sequence[tuple[str, str]]],
        matches_all: bool = False,
        hides_empty: bool = True,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.choices, self.matches_all, self.hides_empty = choices, matches_all, hides_empty

    def index_terms(self, value: Any) -> TermGroups:
        terms = [indexed_facet_term(self.name, option) for option in value]
        return [(term,) for term in terms] if self.matches_all else [tuple(terms)]

    def options(self, selected: Sequence[str], candidates: Callable[[], Candidates]) -> list[FacetOption]:
        """Return the options with their counts; empty ones are left out if `hides_empty`."""
        choices = self.choices()
        if not choices:
            return []
        counted = candidates()
        counts, is_more = self.counts(counted), self.counts_are_cut(counted)
        options = [
            FacetOption(value, label, value in selected, counts.get(value, 0), is_more)
            for value, label in choices
        ]
        return [option for option in options if self._is_shown(option)] if self.hides_empty else options

    def counts(self, candidates: Candidates) -> dict[str, int]:
        """Return {option: number of candidates that have it}."""
        return candidates.facet_counts(self.name)

    def counts_are_cut(self, candidates: Candidates) -> bool:
        """Whether more spaces than these counts may have an option."""
        return not candidates.has_all_counts

    def _is_shown(self, option: FacetOption) -> bool:
        return bool(option.count or option.selected or option.is_more)

    def chips(self, criteria: SearchCriteria) -> Iterator[tuple[str, Changes]]:
        selected = criteria.values[self.name]
        for value, label in self.choices():
            if value in selected:
                yield label, {self.name: [other for other in selected if other != value]}
