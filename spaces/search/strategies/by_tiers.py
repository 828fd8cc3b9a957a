"""Ask the index for the matching spaces of the best rank tiers first, then for the others, in one statement.

Wins where even the rarest term is in very many spaces: each space has the terms of the rank tiers that it
reached ("#b0" the best thousand, "#b1" the best two thousand ...), so the index returns the best ones
without ranking all that match, and the database stops once it has enough rows.
"""

from spaces.search import sql
from spaces.search.candidates import Candidates, Row
from spaces.search.query_parser.terms import Level
from spaces.search.sql import Condition, Selection
from spaces.search.strategies import narrow
from spaces.search.strategies.base import BY_RANK, first_rows, to_candidates
from spaces.search.strategies.planner import ALL_TIERS, Planner

FEW_TWICE = 200  # rows that are cheaper to find twice than to exclude from the next index query
MARGIN = 1.2  # times the wanted rows are expected in the tiers that are asked first


def find_by_tiers(
    selection: Selection, levels: list[Level], planner: Planner, limit: int, name: str = ""
) -> Candidates:
    """Return the first spaces level by level, those with exactly that name before; within a level by rank."""
    return to_candidates(rows_by_tiers(selection, levels, planner, name, limit), limit)


def rows_by_tiers(
    selection: Selection, levels: list[Level], planner: Planner, name: str, limit: int
) -> list[Row]:
    """Return the rows of `find_by_tiers`, and one more that tells whether there are more."""
    repeated = [level for level in levels[:-1] if level.max_count <= FEW_TWICE]
    row_limit = limit + sum(level.max_count for level in repeated)
    statements: list[Condition] = []
    if name:
        statements, selection = named_first(selection, name, limit)
    for number, level in enumerate(levels):
        excluded = [other for other in levels[:number] if other not in repeated]
        ranges = planner.tier_ranges(level, limit * MARGIN) if level.max_count > narrow.FEW else [ALL_TIERS]
        for tiers in ranges:
            matching = selection.where(*planner.level_conditions(level, tiers, excluded))
            statements.append(first_rows(matching, BY_RANK.computed, row_limit))
    rows = sql.fetch(one_after_another(statements, row_limit))
    return list(dict.fromkeys(rows))[: limit + 1]


def named_first(selection: Selection, name: str, limit: int) -> tuple[list[Condition], Selection]:
    """Return the statement for spaces with that normalized name, and the selection of all others."""
    named = selection.where(sql.compare("normalized_name", "=", name))
    others = selection.where(sql.compare("normalized_name", "<>", name))
    return [first_rows(named, BY_RANK.computed, limit)], others


def one_after_another(statements: list[Condition], limit: int) -> Condition:
    """Return the statement for the rows of one statement after the other, until there are enough."""
    if len(statements) == 1:
        return statements[0]
    union = " UNION ALL ".join(f"SELECT * FROM ({part.sql}) AS part{n}" for n, part in enumerate(statements))
    return Condition(f"{union} LIMIT {limit + 1}", sum((part.params for part in statements), ()))
