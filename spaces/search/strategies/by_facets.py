"""Ask the index of terms for the facets of a search, unless most spaces have them.

Wins for kinds, amenities or photos over a whole country or everywhere, where few of the best spaces have
them: reading in order would look at very many rows. Without rank tiers lists of facets take 0.96 times as
long with 10,000 spaces, 1.6 times (up to 4.5) with 100,000.
"""

from spaces.search import candidates
from spaces.search.candidates import Candidates
from spaces.search.sql import Selection
from spaces.search.strategies import narrow
from spaces.search.strategies.base import BY_RANK, Order
from spaces.search.strategies.by_tiers import find_by_tiers
from spaces.search.strategies.in_order import find_in_order
from spaces.search.strategies.narrow import find_narrow
from spaces.search.strategies.planner import Planner
from spaces.search.terms import Groups, Level
from spaces.search_index.dictionary import Dictionary

MANY = 6000  # rows that are looked through in order


def find_by_facets(
    selection: Selection,
    facet_terms: Groups,
    place_terms: Groups,
    order: Order,
    dictionary: Dictionary,
    limit: int,
) -> Candidates:
    """Return the first spaces of a selection that has these facets, in these places."""
    planner = Planner(dictionary, [*facet_terms, *place_terms])
    level = Level((), planner.min_count(planner.facet_terms))
    if level.max_count <= narrow.FEW:
        return find_narrow(selection.where(*planner.level_conditions(level)), order, limit)
    if order is not BY_RANK or planner.share(facet_terms) * MANY >= candidates.LIMIT:
        return find_in_order(selection, order, limit)
    return find_by_tiers(selection, [level], planner, limit)
