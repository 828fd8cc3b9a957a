"""What all strategies share: the orders of a list, and rows as candidates."""

from dataclasses import dataclass

from spaces.directory.querysets import BEST_FIRST
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


BY_RANK = Order(
    _columns(*BEST_FIRST), f"({BEST_FIRST[0].removeprefix('-')} + 0.0) DESC, {_columns(*BEST_FIRST[1:])}"
)
"""The best first: recommended, then well known, then recently confirmed"""


def order_by(*names: str) -> Order:
    """Return the order by these columns, then by rank: ties are settled, so that pages never overlap."""
    order = _columns(*names, *BEST_FIRST)
    return Order(order, order)


def order_of(criteria: SearchCriteria) -> Order:
    """Return the order of the list in columns; by rank where it is not one of columns."""
    if criteria.sort == "price":
        order = f"{criteria.price_column} ASC NULLS LAST, {_columns(*BEST_FIRST)}"
        return Order(order, order)
    return order_by(SORT_COLUMNS[criteria.sort]) if criteria.sort in SORT_COLUMNS else BY_RANK


def first_rows(selection: Selection, order: str, limit: int) -> Condition:
    """Return the SQL of the first rows in an order, and of one more row, to see whether there are more."""
    return selection.select(ROW_COLUMNS, order, limit + 1)


def to_candidates(rows: list[Row], limit: int) -> Candidates:
    """Return the first `limit` rows as candidates."""
    return Candidates(rows[:limit], len(rows) > limit)


def fetch_first(selection: Selection, order: str, limit: int) -> Candidates:
    """Return the first spaces of a selection in an order."""
    return to_candidates(sql.fetch(first_rows(selection, order, limit)), limit)
