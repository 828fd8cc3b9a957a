"""Look through the best spaces of the place in order, for terms that very many of them have.

Wins where the terms are so frequent that reading their lists in the index would take longer than looking
into the search text of the best spaces one by one. The planner estimates both costs.
"""

from spaces.search import sql
from spaces.search.candidates import Row
from spaces.search.query_parser.terms import Level, SearchTerms
from spaces.search.sql import Condition, Selection
from spaces.search.strategies import narrow
from spaces.search.strategies.base import BY_RANK, ROW_COLUMNS, first_rows
from spaces.search.strategies.by_tiers import MARGIN, named_first, one_after_another
from spaces.search.strategies.planner import Planner, row_condition


def rows_by_scan(
    selection: Selection,
    place: Selection,
    terms: SearchTerms,
    levels: list[Level],
    planner: Planner,
    limit: int,
) -> list[Row]:
    """Return rows like `rows_by_tiers`; nothing if that would take longer than by the index.

    Returns too few rows where terms are found together less often than by chance. `place` is the selection
    of the place alone.
    """
    wanted = limit * MARGIN
    first = next(number for number, level in enumerate(levels) if level.max_count > narrow.FEW)
    level, stricter = levels[first], levels[:first]
    if planner.scan_cost(level, wanted) > planner.index_cost(level, wanted):
        return []
    statements, selection = named_first(selection, terms.normalized, limit)
    for number, rare in enumerate(stricter):
        matching = selection.where(*planner.level_conditions(rare, excluded=stricter[:number]))
        statements.append(first_rows(matching, BY_RANK.computed, limit))
    conditions = [row_condition(group) for group in level.groups]
    for rare in stricter:
        found = sql.all_of([row_condition(group) for group in rare.groups])
        conditions.append(Condition(f"NOT ({found.sql})", found.params))
    best = place.select("id AS key", BY_RANK.sql, round(planner.rows_to_scan(level, wanted)))
    matching = selection.where(*conditions)
    statements.append(matching.select(ROW_COLUMNS, BY_RANK.computed, limit + 1, among=best))
    return sql.fetch(one_after_another(statements, limit))
