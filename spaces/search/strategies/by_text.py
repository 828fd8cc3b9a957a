"""Find the spaces that match a text, the best match first.

Few matches are ranked by how they match (`_match_rank`). Many are found level by level, from strict to
loose, by rank tiers. Only if nothing matches are similar words tried.
"""

from dataclasses import replace

from spaces.search import sql
from spaces.search.candidates import Candidates
from spaces.search.sql import Condition, Selection
from spaces.search.strategies import narrow
from spaces.search.strategies.base import BY_RANK, Order, first_rows, to_candidates
from spaces.search.strategies.by_tiers import find_by_tiers
from spaces.search.strategies.in_order import find_in_order
from spaces.search.strategies.narrow import find_narrow
from spaces.search.strategies.planner import Planner
from spaces.search.terms import Groups, Level, SearchTerms
from spaces.search_index.index_terms import NAME_PREFIX


def find_by_text(
    selection: Selection,
    terms: SearchTerms,
    facet_terms: Groups,
    order: Order | None,
    limit: int,
) -> Candidates:
    """Return the spaces that match, the best match first (`order` is None) or in that order."""
    found = _find_by_levels(selection, terms, terms.levels, facet_terms, order, limit)
    if found.rows:
        return found
    if terms.stop_words:  # they narrow nothing
        return find_narrow(selection, order or BY_RANK, limit)
    for level in terms.similar_levels:
        similar = _find_by_levels(selection, terms, [level], facet_terms, order, limit)
        if similar.rows:
            return replace(similar, is_near=True)
    return found


def _find_by_levels(
    selection: Selection,
    terms: SearchTerms,
    levels: list[Level],
    facet_terms: Groups,
    order: Order | None,
    limit: int,
) -> Candidates:
    planner = Planner(terms.dictionary, facet_terms)
    if min(levels[-1].max_count, planner.min_count(facet_terms)) <= narrow.FEW:
        matching = selection.where(*planner.level_conditions(levels[-1]))
        return find_narrow(matching, order, limit) if order else _ranked(matching, terms, levels, limit)
    found = find_by_tiers(selection, levels, planner, limit, terms.normalized)
    if order is None:
        return found
    ordered = find_in_order(Selection((sql.with_ids(found.pks),)), order, limit)
    return Candidates(ordered.rows, found.is_cut)


def _ranked(selection: Selection, terms: SearchTerms, levels: list[Level], limit: int) -> Candidates:
    rank = _match_rank(terms, levels)
    statement = first_rows(selection, f"{rank.sql}, {BY_RANK.computed}", limit)
    return to_candidates(sql.fetch(Condition(statement.sql, (*statement.params, *rank.params))), limit)


def _match_rank(terms: SearchTerms, levels: list[Level]) -> Condition:
    """0: the text is the name; 1: all are words of a name; 2: all begin words of a name; 3: elsewhere."""
    whole, begun = [], []
    for group in levels[0].groups:
        names = [term.removeprefix(NAME_PREFIX) for term in group]
        whole.append(sql.contains_any([f" {NAME_PREFIX}{name} " for name in names]))
        begun.append(sql.contains_any([f" {NAME_PREFIX}{name}" for name in names]))
    ranks = [sql.compare("normalized_name", "=", terms.normalized), sql.all_of(whole), sql.all_of(begun)]
    cases = " ".join(f"WHEN {condition.sql} THEN {rank}" for rank, condition in enumerate(ranks))
    return Condition(f"CASE {cases} ELSE 3 END", sum((condition.params for condition in ranks), ()))
