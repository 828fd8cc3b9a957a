"""Spaces that may have the amenities of a search: where it is not known, or that have them in a limited way.

Unknown is not no: a list has the spaces that have the amenities, offers these with their numbers, and has
them after the others where the visitor asks for them. A space that is known to lack one is never listed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import Q

from coworking.caching.memoize import memoize
from spaces.directory.amenities import TERM_PREFIXES, amenity_values_in
from spaces.directory.models import Space
from spaces.provenance.amenity_values import AmenityValue
from spaces.search import candidates, sql
from spaces.search.candidates import Candidates
from spaces.search.criteria import SearchCriteria
from spaces.search.sql import Condition
from spaces.search.strategies.choose import find_candidates, selection_of
from spaces.search_index.dictionary import Dictionary

UNKNOWN, LIMITED = "include_unknown", "include_limited"  # the filters by which a visitor asks for them
MOST_COUNTED = 1000


@dataclass(frozen=True)
class UncertainCounts:
    """How many spaces each of the two filters would add: "at least" if `is_more`."""

    unknown: int = 0
    limited: int = 0
    is_more: bool = False


def included(criteria: SearchCriteria) -> frozenset[str]:
    """Return which of the two filters are in use."""
    return frozenset({UNKNOWN, LIMITED} & criteria.values.keys())


def uncertain_criteria(criteria: SearchCriteria, include: frozenset[str]) -> SearchCriteria:
    """Return the criteria for the spaces that these filters add: none of those that surely match."""
    condition = _condition(sql.vendor(), tuple(criteria.values["amenity"]), include)
    return replace(criteria.without("amenity"), conditions=(condition,))


def count_uncertain(criteria: SearchCriteria, dictionary: Dictionary) -> UncertainCounts:
    """Count the spaces that the filters not in use would add, in one query."""
    keys = criteria.values.get("amenity", ())
    offered = frozenset({UNKNOWN, LIMITED}) - included(criteria)
    if not keys or not offered:
        return UncertainCounts()
    uncertain = uncertain_criteria(criteria, offered)
    if not (criteria.text or criteria.near):
        matching = selection_of(uncertain).select("facet_terms", limit=MOST_COUNTED + 1)
        return _count(matching, tuple(keys), offered)
    terms = [row[candidates.FACET_TERMS] for row in find_candidates(uncertain, dictionary).rows]
    values = [amenity_values_in(text) for text in terms]
    unknown, limited = (
        sum(_is_all(value, keys, other) for value in values) if name in offered else 0
        for name, other in ((UNKNOWN, None), (LIMITED, AmenityValue.LIMITED.value))
    )
    return UncertainCounts(unknown, limited)


def _is_all(values: Mapping[str, str], keys: Sequence[str], other: str | None) -> bool:
    return all(values.get(key) in (AmenityValue.YES, other) for key in keys)


@memoize
def _count(matching: Condition, keys: tuple[str, ...], offered: frozenset[str]) -> UncertainCounts:
    """Count in the database: its rows would take most of the time of a list."""
    each = [_condition(sql.vendor(), keys, frozenset({name} & offered)) for name in (UNKNOWN, LIMITED)]
    sums = ", ".join(f"SUM(CASE WHEN {condition.sql} THEN 1 ELSE 0 END)" for condition in each)
    statement = f'SELECT COUNT(*), {sums} FROM ({matching.sql}) AS "{sql.TABLE}"'
    params = (*each[0].params, *each[1].params, *matching.params)
    total, unknown, limited = sql.fetch(Condition(statement, params))[0]
    return UncertainCounts(unknown or 0, limited or 0, total > MOST_COUNTED)


def followed_by_uncertain(
    found: Candidates, criteria: SearchCriteria, dictionary: Dictionary, **bounds: Any
) -> Candidates:
    """Return the candidates, and after them those that the filters in use add."""
    include = included(criteria)
    if not include or "amenity" not in criteria.values or found.is_cut:
        return found
    more = find_candidates(uncertain_criteria(criteria, include), dictionary, **bounds)
    return found.followed_by(more)


@lru_cache(maxsize=500)
def _condition(vendor: str, keys: tuple[str, ...], include: frozenset[str]) -> Condition:
    """The condition for spaces of which every amenity is yes or as included, and not every one is yes."""
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
    return sql.without_index(sql.condition_of(Space.objects.filter(matching & ~sure)))


_VALUES = (AmenityValue.YES.value, AmenityValue.LIMITED.value, AmenityValue.NO.value)
