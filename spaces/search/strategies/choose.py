"""Choose the strategy for a search: from the criteria to the candidates."""

from spaces.geography.coordinates import grid
from spaces.geography.coordinates.bounds import Bounds
from spaces.geography.coordinates.distances import bounding_box
from spaces.geography.models import City
from spaces.search import candidates, sql
from spaces.search.candidates import Candidates
from spaces.search.criteria import SearchCriteria
from spaces.search.filters.filterset import conditions_of, index_terms_of
from spaces.search.sql import Selection
from spaces.search.strategies.base import order_of
from spaces.search.strategies.by_facets import find_by_facets
from spaces.search.strategies.by_text import find_by_text
from spaces.search.strategies.in_order import find_in_order, find_in_order_of_price
from spaces.search.strategies.narrow import find_all, find_narrow
from spaces.search.strategies.nearest import find_nearest
from spaces.search.strategies.planner import Planner
from spaces.search.terms import Groups, SearchTerms
from spaces.search_index.dictionary import Dictionary
from spaces.search_index.index_terms import FACET_PREFIX
from spaces.search_index.map_cells import approximate_count

MAX_CELLS = 120  # of a box that is looked up cell by cell


def selection_of(criteria: SearchCriteria) -> Selection:
    """Return the spaces that match everything but the text; a circle around a point as its box."""
    boxes = _boxes_of(criteria)
    return Selection(tuple(conditions_of(criteria))).where(*(sql.inside(box) for box in boxes))


def _boxes_of(criteria: SearchCriteria) -> list[Bounds]:
    """Return the boxes that all spaces are in: around a point, and of a part of the map."""
    circle = [_circle_box(criteria.near)] if criteria.near else []
    return [*circle, criteria.bounds] if criteria.bounds else circle


def find_candidates(
    criteria: SearchCriteria,
    dictionary: Dictionary,
    bounds: Bounds | None = None,
    limit: int = 0,
) -> Candidates:
    """Return the first spaces that match, in order; inside a box if there is one."""
    limit = limit or candidates.LIMIT
    terms = SearchTerms(criteria.text, dictionary)
    near, nearest_first = criteria.near, criteria.sort == "distance"
    boxes = [*_boxes_of(criteria), *([bounds] if bounds else [])]
    selection = Selection(tuple(conditions_of(criteria)))
    if near and nearest_first and len(boxes) == 1 and not terms:
        return find_nearest(selection, near)
    if len(boxes) == 1 and not (terms or near) and _is_crowded(boxes[0], criteria, dictionary):
        # Many of the best spaces are in the box: checking each is cheaper than reading the whole box.
        in_box = selection.where(sql.inside(boxes[0], by_index=False))
        return find_in_order(in_box, order_of(criteria), limit)
    selection = selection.where(*(sql.inside(box) for box in boxes))
    found = _find(criteria, terms, selection, boxes, dictionary, limit)
    return found.within(*near, nearest_first) if near else found


def _find(
    criteria: SearchCriteria,
    terms: SearchTerms,
    selection: Selection,
    boxes: list[Bounds],
    dictionary: Dictionary,
    limit: int,
) -> Candidates:
    order, in_city = order_of(criteria), isinstance(criteria.place, City)
    facet_terms = index_terms_of(criteria)
    if terms:
        text_order = None if criteria.sort in ("relevance", "distance") else order
        index_terms = [*facet_terms, *_place_terms(criteria, boxes)]
        return find_by_text(selection, terms, index_terms, text_order, limit)
    if boxes:
        return find_all(selection) if criteria.sort == "distance" else find_narrow(selection, order, limit)
    if facet_terms and not in_city and criteria.sort != "price":
        place_terms = _place_terms(criteria, boxes)
        return find_by_facets(selection, facet_terms, place_terms, order, dictionary, limit)
    if criteria.sort == "price" and not in_city:
        return find_in_order_of_price(selection, criteria, limit)
    return find_in_order(selection, order, limit)


def _is_crowded(bounds: Bounds, criteria: SearchCriteria, dictionary: Dictionary) -> bool:
    """Whether so many spaces are in a large box that the first in order soon are enough."""
    if grid.cell_count(bounds) <= MAX_CELLS:
        return False
    count = approximate_count(bounds)
    planner = Planner(dictionary, index_terms_of(criteria))
    return count * count * planner.share(planner.facet_terms) > candidates.LIMIT * planner.total


def _place_terms(criteria: SearchCriteria, boxes: list[Bounds]) -> Groups:
    small = [box for box in boxes if grid.cell_count(box) <= MAX_CELLS]
    terms: Groups = [tuple(f"{FACET_PREFIX}at:{cell}" for cell in grid.cells(box)) for box in small]
    place = criteria.place
    if place:
        terms.append((f"{FACET_PREFIX}in:{place.pk}".lower(),))
    return terms


def _circle_box(near: tuple[float, float, float]) -> Bounds:
    return Bounds(*bounding_box(*near))
