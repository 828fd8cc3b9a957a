"""How a pool is found: which of the ways of `spaces.search.candidates` fits what is asked."""

import datetime as dt
import math
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils import timezone

from spaces.directory.models import Space
from spaces.geography import grid
from spaces.geography.bounds import Bounds
from spaces.geography.distances import bounding_box
from spaces.geography.models import City, Country
from spaces.opening_hours.materialize import open_at
from spaces.search import candidates, sql
from spaces.search.candidates import BY_RANK, Candidates, Order
from spaces.search.filters.filterset import cheaper_than, circle, narrowing
from spaces.search.query_parser.terms import Groups, SearchTerms
from spaces.search.sql import Condition, Selection
from spaces.search.strategies.planner import STEERING, Planner
from spaces.search_index.dictionary import Dictionary
from spaces.search_index.index_terms import FACET_PREFIX, facet_term
from spaces.search_index.map_cells import approximate_count, approximate_density

MOST_CELLS = 120  # of a box that is looked up cell by cell
FREQUENT, KINDS_AIR = 0.3, 1.15  # kinds of so many spaces are picked out of those of all kinds
WIDER, NEARLY = 1.4, 0.8  # each circle is wider than the one before; the last of them nearly the whole
MIDDLE = 0.5  # of the radius: where the circles begin so far inside, it is looked how dense the middle is
ROOM = 1.2  # so many times what a pool holds is expected in the first circle
COLUMNS = {"freshness": "-confirmed_on", "name": "normalized_name"}  # that orders are made of


@dataclass(frozen=True)
class SearchCriteria:
    """What decides which spaces fit, and in what order: filters in `values`, `words` searched as text."""

    values: dict
    place: City | Country | None
    words: str
    sort: str
    currency: str

    @cached_property
    def near(self) -> tuple[float, float, float] | None:
        """(latitude, longitude, radius in km)"""
        return circle(self.values)

    @property
    def price(self) -> str:
        """The column of the price that is meant."""
        return f"{self.values.get('price_per', 'day')}_price"

    @property
    def order(self) -> Order:
        """The order of the list, where it is one of columns."""
        if self.sort == "price":
            return candidates.by_price_known(self.price)
        return candidates.order_by(COLUMNS[self.sort]) if self.sort in COLUMNS else BY_RANK


class Chooser:
    """The pools of one search: of all that fits, inside a box, or without one of the facets."""

    def __init__(self, asked: SearchCriteria, lexicon: Dictionary):
        self.asked, self.values, self.near = asked, asked.values, asked.near
        self.lexicon = lexicon

    @cached_property
    def pool(self) -> Candidates:
        """The best spaces that fit, in order."""
        if "kind" not in self.values:
            return self.pool_in(None).cut()
        own = self._of_all_kinds.of_kinds(self.values["kind"])
        if self._of_all_kinds.is_cut and len(own.rows) <= candidates.LIMIT:
            return self.pool_in(None).cut()
        if not own.rows and self._index_words:  # they may have been mistyped
            return self.pool_in(None).cut()
        return own.cut()

    @cached_property
    def without_kinds(self) -> Candidates:
        """What would be found if no kind was asked for."""
        return self._of_all_kinds.cut() if "kind" in self.values else self.pool

    @cached_property
    def without_labels(self) -> Candidates:
        """What would be found if no label was asked for."""
        return self.pool_in(None, "label").cut() if "label" in self.values else self.pool

    @cached_property
    def _of_all_kinds(self) -> Candidates:
        """The same, and perhaps more: enough for the kinds that are asked for, where these are frequent."""
        return self.pool_in(None, "kind", self._room_for_kinds())

    def _room_for_kinds(self) -> int:
        place = self.asked.place
        if self.near or (isinstance(place, City) and place.space_count <= candidates.LIMIT):
            return candidates.LIMIT
        self.lexicon.load(mark for group in (*self._trait_marks(), *STEERING) for mark in group)
        kinds = [group for group in self._trait_marks() if group[0].startswith(f"{FACET_PREFIX}k:")]
        share = Planner(self.lexicon).share(kinds)
        return round(candidates.LIMIT * KINDS_AIR / share) if share > FREQUENT else candidates.LIMIT

    def pool_in(self, bounds: Bounds | None, leave_out: str = "", most: int = 0) -> Candidates:
        """All that fits, or that inside a box; without the facet `leave_out`; with room for `most`."""
        is_nearest_first = self.asked.sort == "distance"
        if self.near and is_nearest_first and not (bounds or self._index_words):
            return self._nearest(leave_out)
        found = replace(self.fitting(leave_out), most=most)
        boxes = [Bounds(*bounding_box(*self.near))] if self.near else []
        if bounds and not self._is_seldom(bounds, leave_out):
            inside = sql.inside(bounds, by_index=False)
            best = candidates.by_columns(found.where(inside), self.asked.order)
            return candidates.around(best, *self.near, is_nearest_first) if self.near else best
        if bounds:
            found = found.where(sql.inside(bounds))
            boxes.append(bounds)
        small = [box for box in boxes if grid.cell_count(box) <= MOST_CELLS]
        best = self._pick(found, boxes, small, leave_out)
        return candidates.around(best, *self.near, is_nearest_first) if self.near else best

    def fitting(self, leave_out: str = "") -> Selection:
        """Everything but the words and the order; the circle around a point as its box."""
        found = self._fitting_anywhere(leave_out)
        return found.where(sql.inside(Bounds(*bounding_box(*self.near)))) if self.near else found

    def _fitting_anywhere(self, leave_out: str) -> Selection:
        values = self.values
        found = Selection((sql.published() if values.get("closed") else sql.in_search(),))
        found = found.where(*self._priced, *narrowing(values, leave_out))
        moment = self._moment()
        return found.where(sql.written(open_at(Space.objects.all(), moment))) if moment else found

    @property
    def _priced(self) -> list[Condition]:
        """In the place, with a price that fits: what the columns narrow by themselves."""
        place = sql.in_place(self.asked.place)
        if "price_max" not in self.values:
            return place
        per = self.values.get("price_per", "day")
        return [*place, *cheaper_than(self.values["price_max"], per, self.asked.currency)]

    def _moment(self) -> dt.datetime | None:
        """The instant (now) or the wall-clock time (at) at which places must be open."""
        if self.values.get("open") == "now":
            return timezone.now()
        if self.values.get("at") and self.values.get("open") != "now":
            return timezone.make_naive(self.values["at"])
        return None

    def _nearest(self, leave_out: str) -> Candidates:
        """The nearest that fit: where many stand around the point, a smaller circle holds them."""
        assert self.near is not None
        latitude, longitude, radius = self.near
        found = self._fitting_anywhere(
            leave_out
        )  # one box: the index goes by the cells of the first it meets
        for smaller in radii(latitude, longitude, radius):
            box = sql.inside(Bounds(*bounding_box(latitude, longitude, smaller)))
            near = candidates.around(candidates.whole(found.where(box)), latitude, longitude, smaller, True)
            if len(near.rows) > candidates.LIMIT or smaller == radius:
                return near
        raise AssertionError("the last radius is the whole one")

    def _is_seldom(self, bounds: Bounds, leave_out: str) -> bool:
        """Whether a box is better looked through than all spaces in their order, until enough stand in it."""
        if self._index_words or self.near or grid.cell_count(bounds) <= MOST_CELLS:
            return True
        inside = approximate_count(bounds)
        planner = Planner(self.lexicon, self._trait_marks(leave_out))
        return inside * inside * planner.share(planner.marks) <= candidates.LIMIT * planner.total

    def _pick(self, found: Selection, boxes: list[Bounds], small: list[Bounds], leave_out: str) -> Candidates:
        traits, order, sort = self._trait_marks(leave_out), self.asked.order, self.asked.sort
        is_city = isinstance(self.asked.place, City)
        if sort == "price" and not (self._index_words or boxes or is_city):
            return candidates.by_price(found, self.asked.price)
        if self._index_words:
            ranked = None if sort in ("relevance", "distance") else order
            return candidates.by_words(found, self._index_words, [*traits, *self._place_marks(small)], ranked)
        if boxes:
            return candidates.whole(found) if sort == "distance" else candidates.by_selection(found, order)
        if traits and not is_city:
            return candidates.by_marks(found, traits, self._place_marks(small), order, self.lexicon)
        if "price_max" in self.values and candidates.are_few(Selection(tuple(self._priced))):
            return candidates.by_selection(found, order)
        return candidates.by_columns(found, order)

    @cached_property
    def _index_words(self) -> SearchTerms:
        return SearchTerms(self.asked.words, self.lexicon)

    def _trait_marks(self, leave_out: str = "") -> Groups:
        return trait_marks({key: value for key, value in self.values.items() if key != leave_out})

    def _place_marks(self, boxes: list[Bounds]) -> Groups:
        marks: Groups = [tuple(f"{FACET_PREFIX}at:{cell}" for cell in grid.cells(box)) for box in boxes]
        place = self.asked.place
        if isinstance(place, City):
            marks.append((f"{FACET_PREFIX}in:{place.pk}",))
        elif place:
            marks.append((f"{FACET_PREFIX}in:{place.code.lower()}",))
        return marks


def trait_marks(values: dict) -> Groups:
    """One of the kinds, each of the amenities, photos: as the index of words knows them."""
    marks: Groups = [(FACET_PREFIX + facet_term("amenity", key),) for key in values.get("amenity", ())]
    if "kind" in values:
        marks.append(tuple(FACET_PREFIX + facet_term("kind", key) for key in values["kind"]))
    return [*marks, (f"{FACET_PREFIX}photos",)] if "photos" in values else marks


def radii(latitude: float, longitude: float, radius_km: float) -> list[float]:
    """Radii to try, each with about twice the surface, the last the one that was asked for."""
    about = approximate_count(Bounds(*bounding_box(latitude, longitude, radius_km)))
    first = radius_km * math.sqrt(candidates.LIMIT / about) if about else radius_km
    if first < radius_km * MIDDLE:
        dense = approximate_density(Bounds(*bounding_box(latitude, longitude, first)))
        first = min(math.sqrt(candidates.LIMIT * ROOM / dense / math.pi), radius_km) if dense else first
    steps = [first * WIDER**n for n in range(40) if first * WIDER**n < radius_km * NEARLY]
    return [*steps, radius_km]
