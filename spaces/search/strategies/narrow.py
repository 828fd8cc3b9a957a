"""Find the few spaces that match by what narrows most, then sort them.

Wins where a small box, a rare price or rare terms leave few rows: a city has thousands of spaces in the
order of the list, of which a reader of the order would look at all.
"""

from spaces.search import sql
from spaces.search.candidates import Candidates
from spaces.search.sql import Selection
from spaces.search.strategies.base import ROW_COLUMNS, Order, fetch_first

FEW = 2000  # rows that are sorted faster than they are read in order


def find_narrow(selection: Selection, order: Order, limit: int) -> Candidates:
    """Return the first spaces of a selection that something other than the order narrows."""
    return fetch_first(selection, order.computed, limit)


def find_all(selection: Selection) -> Candidates:
    """Return all spaces of a selection that a small box bounds, in no order."""
    return Candidates(sql.fetch(selection.select(ROW_COLUMNS)))


def is_few(selection: Selection) -> bool:
    """Whether a selection has at most `FEW` spaces, counted no further."""
    return selection.count_up_to(FEW + 1) <= FEW
