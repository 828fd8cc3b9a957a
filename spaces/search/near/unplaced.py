"""Spaces around a point whose position is not known: only their city is."""

from dataclasses import dataclass

from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.geography.queries import city_around
from spaces.search import sql
from spaces.search.criteria import SearchCriteria
from spaces.search.filters.filterset import conditions_of
from spaces.search.results import cards
from spaces.search.sql import Condition, Selection
from spaces.search.strategies.base import BY_RANK_IN_AREA
from spaces.search.strategies.by_text import find_by_text
from spaces.search.strategies.narrow import find_narrow
from spaces.search.terms import SearchTerms
from spaces.search_index.dictionary import Dictionary

MAX_SHOWN = 24
LEAST_RADIUS_KM = 1.0  # of a circle around a visitor, not around a few spaces on a map
WITHOUT_POSITION = Condition("latitude IS NULL")


@dataclass(frozen=True)
class Unplaced:
    """The best spaces in a city and its area whose position is not known; `is_cut` if there are more."""

    city: City
    spaces: list[Space]
    is_cut: bool


def find_unplaced(criteria: SearchCriteria, dictionary: Dictionary) -> Unplaced | None:
    """Return the spaces without a position that match, in the city around the point of a search."""
    near = criteria.near
    if near is None or near[2] < LEAST_RADIUS_KM:
        return None
    city = city_around(near[0], near[1])
    if city is None or not city.space_count:
        return None
    conditions = conditions_of(criteria.without("near"))
    selection = Selection((*conditions, *sql.in_place(city), WITHOUT_POSITION))
    terms = SearchTerms(criteria.text, dictionary)
    if terms:
        found = find_by_text(selection, terms, [], None, MAX_SHOWN)
    else:
        found = find_narrow(selection, BY_RANK_IN_AREA, MAX_SHOWN)
    if not found.rows or found.is_near:
        return None
    return Unplaced(city, cards(found.pks), found.is_cut)
