"""What all strategies share: the orders of a list, and rows as candidates."""

from dataclasses import dataclass

from spaces.directory.querysets import BEST_FIRST, BEST_IN_AREA_FIRST
from spaces.geography.models import City
from spaces.provenance.freshness import stale_before
from spaces.search import sql
from spaces.search.candidates import COLUMNS, Candidates, Row
from spaces.search.criteria import SearchCriteria
from spaces.search.sql import Condition, Selection

ROW_COLUMNS = ", ".join(["id", *COLUMNS[1:]])
SORT_COLUMNS = {"freshness": "-confirmed_on", "name": "normalized_name"}


@dataclass(frozen=True)
class Order:
    """An order in SQL. `computed` is the same order written so that no index has it.

    The database then starts from whatever else narrows the rows: the index of terms, a small box.
    """

    sql: str
    computed: str


def _columns(*names: str) -> str:
    return ", ".join(f"{name[1:]} DESC" if name.startswith("-") else name for name in names)


def _by_rank(best_first: tuple[str, ...]) -> Order:
    computed = f"({best_first[0].removeprefix('-')} + 0.0) DESC, {_columns(*best_first[1:])}"
    return Order(_columns(*best_first), computed)


BY_RANK = _by_rank(BEST_FIRST)
"""The best first: recommended, then well known, then recently confirmed"""

BY_RANK_IN_AREA = _by_rank(BEST_IN_AREA_FIRST)
"""The same, and at equal rank the spaces of the city itself before those of its area"""


def order_of(criteria: SearchCriteria) -> Order:
    """Return the order of the list; ties are settled by rank, so that pages never overlap.

    By price, those that are out of date or undated come after the current ones.
    """
    by_rank = BY_RANK_IN_AREA if isinstance(criteria.place, City) else BY_RANK
    if criteria.sort == "price":
        current = f"{criteria.price_date_column} >= '{stale_before('prices')}'"
        group = f"CASE WHEN {criteria.price_column} IS NULL THEN 2 WHEN {current} THEN 0 ELSE 1 END"
        first = f"{group}, {criteria.price_column}"
    elif criteria.sort in SORT_COLUMNS:
        first = _columns(SORT_COLUMNS[criteria.sort])
    else:
        return by_rank
    order = f"{first}, {by_rank.sql}"
    return Order(order, order)


def first_rows(selection: Selection, order: str, limit: int) -> Condition:
    """Return the SQL of the first rows in an order, and of one more row, to see whether there are more."""
    return selection.select(ROW_COLUMNS, order, limit + 1)


def to_candidates(rows: list[Row], limit: int) -> Candidates:
    """Return the first `limit` rows as candidates."""
    return Candidates(rows[:limit], len(rows) > limit)


def fetch_first(selection: Selection, order: str, limit: int) -> Candidates:
    """Return the first spaces of a selection in an order."""
    return to_candidates(sql.fetch(first_rows(selection, order, limit)), limit)
