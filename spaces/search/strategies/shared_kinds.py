"""Find the candidates of a search for some kinds among those of all kinds.

The counts beside the kinds need the candidates without that filter. Where the kinds are frequent, or all
matching spaces are candidates, one query brings both. Two queries take 0.97 times as long with 10,000 spaces,
1.12 times (up to 1.4) with 100,000; reading no more rows for frequent kinds 1.01 and 1.04, with one more
query.
"""

from spaces.geography.models import City
from spaces.search import candidates
from spaces.search.candidates import Candidates
from spaces.search.criteria import SearchCriteria
from spaces.search.filters.filterset import FACETS, index_terms_of
from spaces.search.strategies.choose import find_candidates
from spaces.search.strategies.planner import Planner, planning_terms
from spaces.search.terms import SearchTerms
from spaces.search_index.dictionary import Dictionary

FREQUENT = 0.3  # share of all spaces from which on kinds are found among all kinds
MARGIN = 1.15  # times the expected number of candidates of all kinds is read


def find_with_other_kinds(criteria: SearchCriteria, dictionary: Dictionary) -> tuple[Candidates, Candidates]:
    """Return (the candidates, the candidates of the same search without its kinds)."""
    if "kind" not in criteria.values:
        found = find_candidates(criteria, dictionary).cut()
        return found, found
    limit = _limit_for_all_kinds(criteria, dictionary)
    all_kinds = find_candidates(criteria.without("kind"), dictionary, limit=limit)
    own = all_kinds.of_kinds(criteria.values["kind"])
    may_be_mistyped = not own.rows and bool(SearchTerms(criteria.text, dictionary))
    if (all_kinds.is_cut and len(own.rows) <= candidates.LIMIT) or may_be_mistyped:
        own = find_candidates(criteria, dictionary)
    return own.cut(), all_kinds.cut()


def _limit_for_all_kinds(criteria: SearchCriteria, dictionary: Dictionary) -> int:
    place = criteria.place
    if criteria.near or (isinstance(place, City) and place.space_count <= candidates.LIMIT):
        return candidates.LIMIT
    dictionary.load(term for group in (*index_terms_of(criteria), *planning_terms()) for term in group)
    share = Planner(dictionary).share(FACETS["kind"].index_terms(criteria.values["kind"]))
    return round(candidates.LIMIT * MARGIN / share) if share > FREQUENT else candidates.LIMIT
