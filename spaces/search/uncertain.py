"""Spaces that may match a search: where something is not known, limited, or only known from before.

Unknown is not no, and old facts do not decide: a list has the spaces that surely match, offers the others
with their numbers, and has them after the sure ones where the visitor asks for them: those of which what a
filter asks for is not known, those that have it in a limited way, those whose price or hours are out of
date. A space that is known not to match is never listed.
"""

from dataclasses import dataclass, replace
from typing import Any

from coworking.caching.memoize import memoize
from spaces.search import sql
from spaces.search.candidates import Candidates
from spaces.search.criteria import SearchCriteria
from spaces.search.filters.base import FactConditions
from spaces.search.filters.filterset import FILTERS
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


def uncertain_criteria(
    criteria: SearchCriteria, include: frozenset[str], listed: frozenset[str] = frozenset()
) -> SearchCriteria:
    """Return the criteria for the spaces that some of the filters add to those that surely match.

    Those are left out that the filters in `listed` add.
    """
    facts = _facts(criteria)
    names = [name for name in criteria.values if FILTERS[name].asks_for_facts]
    return replace(
        criteria.without(*names), conditions=(*criteria.conditions, _added(facts, include, listed))
    )


def _facts(criteria: SearchCriteria) -> list[FactConditions]:
    return [fact for name in criteria.values for fact in FILTERS[name].facts(criteria)]


def _added(
    facts: list[FactConditions], include: frozenset[str], listed: frozenset[str] = frozenset()
) -> Condition:
    """The condition for spaces of which every fact is as included, and which are not listed yet."""
    return sql.without_index(sql.all_of([_allowed(facts, include), sql.is_not(_allowed(facts, listed))]))


def _allowed(facts: list[FactConditions], include: frozenset[str]) -> Condition:
    allowed = []
    for fact in facts:
        states = [fact.yes if STALE in include else fact.sure]
        if LIMITED in include and fact.limited:
            states.append(fact.limited)
        if UNKNOWN in include:
            states.append(fact.unknown)
        allowed.append(sql.any_of(states))
    return sql.all_of(allowed)


def _offered(facts: list[FactConditions]) -> frozenset[str]:
    """Return the filters that could add something to a search that asks for these facts."""
    limited = {LIMITED} if any(fact.limited for fact in facts) else set()
    stale = {STALE} if any(fact.not_stale for fact in facts) else set()
    return frozenset(limited | stale | ({UNKNOWN} if facts else set()))


def count_uncertain(criteria: SearchCriteria, dictionary: Dictionary) -> UncertainCounts:
    """Count the spaces that each of the filters not in use would add, in one query."""
    facts = _facts(criteria)
    listed = included(criteria)
    names = _offered(facts) - listed
    if not names:
        return UncertainCounts()
    uncertain = uncertain_criteria(criteria, names | listed, listed)
    each = tuple(_added(facts, listed | {name}, listed) for name in INCLUDING if name in names)
    columns = ", ".join(sorted({column for fact in facts for column in fact.columns}))
    if not (criteria.text or criteria.near):
        matching = selection_of(uncertain).select(columns, limit=MOST_COUNTED + 1)
        total, *counts = _count(matching, each)
    else:
        rows = sql.with_ids(find_candidates(uncertain, dictionary).pks)
        total, *counts = _count(Selection((rows,)).select(columns), each)
    found = dict(zip([name for name in INCLUDING if name in names], counts, strict=True))
    unknown, limited, stale = (found.get(name, 0) for name in INCLUDING)
    return UncertainCounts(unknown, limited, stale, total > MOST_COUNTED)


@memoize
def _count(matching: Condition, each: tuple[Condition, ...]) -> list[int]:
    """Count in the database: its rows would take most of the time of a list."""
    sums = ", ".join(f"SUM(CASE WHEN {condition.sql} THEN 1 ELSE 0 END)" for condition in each)
    statement = f'SELECT COUNT(*), {sums} FROM ({matching.sql}) AS "{sql.TABLE}"'
    params = sum((condition.params for condition in each), ())
    return [count or 0 for count in sql.fetch(Condition(statement, (*params, *matching.params)))[0]]


def followed_by_uncertain(
    found: Candidates, criteria: SearchCriteria, dictionary: Dictionary, **bounds: Any
) -> Candidates:
    """Return the candidates, and after them those that the filters in use add."""
    include = included(criteria)
    if not include or found.is_cut or not _facts(criteria):
        return found
    more = find_candidates(uncertain_criteria(criteria, include), dictionary, **bounds)
    return found.followed_by(more)
