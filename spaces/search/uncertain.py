"""Spaces that may match a search: where something is not known, limited, or only known from before.

Unknown is not no, and old facts do not decide: a list has the spaces that surely match, offers the others
with their numbers, and has them after the sure ones where the visitor asks for them: those of which an
amenity is not known, those that have it in a limited way, those whose price or hours are out of date. A
space that is known to lack an amenity is never listed.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import Q

from coworking.caching.memoize import memoize
from spaces.directory.amenities import TERM_PREFIXES
from spaces.directory.models import Space
from spaces.provenance.amenity_values import AmenityValue
from spaces.provenance.freshness import stale_before
from spaces.search import sql
from spaces.search.candidates import Candidates
from spaces.search.criteria import SearchCriteria
from spaces.search.sql import Condition, Selection
from spaces.search.strategies.choose import find_candidates, selection_of
from spaces.search_index.dictionary import Dictionary

# The filters by which a visitor asks for them.
UNKNOWN, LIMITED, STALE = INCLUDING = ("include_unknown", "include_limited", "include_stale")
MOST_COUNTED = 1000


@dataclass(frozen=True)
class UncertainCounts:
    """How many spaces each of the filters would add: "at least" if `is_more`."""

    unknown: int = 0
    limited: int = 0
    stale: int = 0
    is_more: bool = False


def included(criteria: SearchCriteria) -> frozenset[str]:
    """Return which of the filters are in use."""
    return frozenset(set(INCLUDING) & criteria.values.keys())


def uncertain_criteria(criteria: SearchCriteria, include: frozenset[str]) -> SearchCriteria:
    """Return the criteria for the spaces that these filters add: none of those that surely match."""
    condition = _added(criteria, include)
    return replace(criteria.without("amenity"), conditions=(condition,), takes_stale=True)


def _added(criteria: SearchCriteria, include: frozenset[str]) -> Condition:
    """The condition for spaces of which every amenity and date is as included, and not all are sure."""
    keys, dates = tuple(criteria.values.get("amenity", ())), criteria.date_columns
    limits = tuple((column, stale_before(fact)) for column, fact in dates.items())
    return _condition(sql.vendor(), keys, limits, include)


def offered(criteria: SearchCriteria) -> frozenset[str]:
    """Return which of the filters could add something to a search, and are not in use."""
    amenity = {UNKNOWN, LIMITED} if criteria.values.get("amenity") else set()
    stale = {STALE} if criteria.date_columns else set()
    return frozenset(amenity | stale) - included(criteria)


def count_uncertain(criteria: SearchCriteria, dictionary: Dictionary) -> UncertainCounts:
    """Count the spaces that each of the filters not in use would add, in one query."""
    names = offered(criteria)
    if not names:
        return UncertainCounts()
    uncertain = uncertain_criteria(criteria, names)
    each = tuple(_added(criteria, frozenset({name})) for name in INCLUDING)
    if not (criteria.text or criteria.near):
        matching = selection_of(uncertain).select(", ".join(_COUNTED_COLUMNS), limit=MOST_COUNTED + 1)
        return _count(matching, each, names)
    found = find_candidates(uncertain, dictionary)
    rows = sql.with_ids(found.pks)
    return _count(Selection((rows,)).select(", ".join(_COUNTED_COLUMNS)), each, names)


@memoize
def _count(matching: Condition, each: tuple[Condition, ...], names: frozenset[str]) -> UncertainCounts:
    """Count in the database: its rows would take most of the time of a list."""
    sums = ", ".join(f"SUM(CASE WHEN {condition.sql} THEN 1 ELSE 0 END)" for condition in each)
    statement = f'SELECT COUNT(*), {sums} FROM ({matching.sql}) AS "{sql.TABLE}"'
    params = sum((condition.params for condition in each), ())
    total, *counts = sql.fetch(Condition(statement, (*params, *matching.params)))[0]
    found = {name: count or 0 for name, count in zip(INCLUDING, counts, strict=True) if name in names}
    return UncertainCounts(
        found.get(UNKNOWN, 0), found.get(LIMITED, 0), found.get(STALE, 0), total > MOST_COUNTED
    )


def followed_by_uncertain(
    found: Candidates, criteria: SearchCriteria, dictionary: Dictionary, **bounds: Any
) -> Candidates:
    """Return the candidates, and after them those that the filters in use add."""
    include = included(criteria)
    if not include or not (criteria.values.get("amenity") or criteria.date_columns) or found.is_cut:
        return found
    more = find_candidates(uncertain_criteria(criteria, include), dictionary, **bounds)
    return found.followed_by(more)


@lru_cache(maxsize=500)
def _condition(
    vendor: str, keys: tuple[str, ...], limits: tuple[tuple[str, str], ...], include: frozenset[str]
) -> Condition:
    matching, sure = Q(), Q()
    for key in keys:
        yes, limited, no = (Q(facet_terms__contains=f" {TERM_PREFIXES[v]}{key} ") for v in _VALUES)
        sure &= yes
        allowed = yes
        if LIMITED in include:
            allowed |= limited
        if UNKNOWN in include:
            allowed |= ~yes & ~limited & ~no
        matching &= allowed
    for column, limit in limits:
        not_stale = Q(**{f"{column}__gte": limit}) | Q(**{column: ""})
        sure &= not_stale
        if STALE not in include:
            matching &= not_stale
    return sql.without_index(sql.condition_of(Space.objects.filter(matching & ~sure)))


_VALUES = (AmenityValue.YES.value, AmenityValue.LIMITED.value, AmenityValue.NO.value)
_COUNTED_COLUMNS = ("facet_terms", "day_price_as_of", "month_price_as_of", "hours_as_of")
