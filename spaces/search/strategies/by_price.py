"""Read the spaces with a known price by the index of prices, then those without one by rank.

Wins for the order by price in a country or everywhere: "unknown last" is not an order of any index, and
sorting all spaces would read them all. In two statements each has an index.
"""

from spaces.search import sql
from spaces.search.candidates import Candidates
from spaces.search.sql import Selection
from spaces.search.strategies.base import BY_RANK, order_by, to_candidates
from spaces.search.strategies.in_order import find_in_order


def find_by_price(selection: Selection, column: str, limit: int) -> Candidates:
    """Return the cheapest spaces first, those with an unknown price last."""
    known = find_in_order(selection.where(sql.is_known(column)), order_by(column), limit)
    if known.is_cut:
        return known
    unknown = find_in_order(selection.where(sql.is_known(column, False)), BY_RANK, limit)
    return to_candidates(known.rows + unknown.rows, limit)
