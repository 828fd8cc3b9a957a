"""The best spaces that fit, as light rows: pages, counts of facets, the map and the prices are made of these.

A pool holds at most `LIMIT` rows, so that nothing that follows costs more in a directory of a million spaces;
`is_cut` tells that there are more. One query finds them, by an index that already has the order. What the
columns cannot answer fast over a whole country (words, several traits) asks the index of words first. Where
even the rarest of what is asked stands in very many spaces, it is asked standing by standing, the best first,
until the pool is full (`Space.standing`). Pools are made for every list: their SQL is put together by hand
(`spaces.search.sql`), which costs a tenth of what the ORM's own way would.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import itemgetter
from typing import Any

from spaces.directory.querysets import BEST_FIRST, SpaceQuerySet
from spaces.geography.distances import distances_km
from spaces.search import sql as conditions
from spaces.search.query_parser.terms import Groups, Level, SearchTerms
from spaces.search.sql import Condition, Selection
from spaces.search.strategies.planner import WHOLE, Planner, having
from spaces.search_index.dictionary import Dictionary
from spaces.search_index.index_terms import NAME_PREFIX, facet_term

PER_PAGE = 24
MOST_PAGES = 21
LIMIT = PER_PAGE * MOST_PAGES
FEW = 2000  # so many rows can be ranked at once
MANY = 6000  # so many rows can be looked through in order
FEW_AGAIN = 200  # rows that are found twice cost less than to tell the index to leave them out
AIR = 1.2  # so many times the rows of a full pool are expected in the standings that are asked first


Row = tuple[Any, ...]  # what is needed of each space that fits: plain, since naming costs as much as reading
NAMES = ("pk", "kind", "facet_terms", "latitude", "longitude", "price_currency", "day_price", "month_price")
PK, KIND, TRAITS, LATITUDE, LONGITUDE, CURRENCY, DAY_PRICE, MONTH_PRICE = range(len(NAMES))
COLUMNS = ", ".join(["id", *NAMES[1:]])


@dataclass(frozen=True)
class Candidates:
    """`rows` in order; `is_near` when only words near those typed were found."""

    rows: list[Row]
    is_cut: bool = False
    is_near: bool = False
    distances: Mapping[int, float] = field(default_factory=dict)  # km from the point that was asked

    @property
    def pks(self) -> list[int]:
        """The keys of the rows."""
        return [row[PK] for row in self.rows]

    def count_traits(self, facet: str) -> dict[str, int]:
        """{value of a facet: how many of the rows have it}"""
        before = facet_term(facet, "")
        return {key.removeprefix(before): n for key, n in self._traits.items() if key.startswith(before)}

    @cached_property
    def _traits(self) -> Counter[str]:
        return Counter(" ".join([row[TRAITS] for row in self.rows]).split())

    @cached_property
    def points(self) -> list[Row]:
        """Rows that have a position."""
        return [row for row in self.rows if row[LATITUDE] is not None]

    def of_kinds(self, kinds: Sequence[str]) -> "Candidates":
        """Those of these kinds; right where nothing was cut off, or as far as they go."""
        return replace(self, rows=[row for row in self.rows if row[KIND] in kinds])

    def cut(self) -> "Candidates":
        """No more than a pool holds."""
        return replace(self, rows=self.rows[:LIMIT], is_cut=self.is_cut or len(self.rows) > LIMIT)


@dataclass(frozen=True)
class Order:
    """An order in SQL; `computed` is the same written so that no index has it.

    The database then starts from whatever else narrows the rows: the index of words, a small box.
    """

    sql: str
    computed: str


def _plain(*names: str) -> str:
    return ", ".join(f"{name[1:]} DESC" if name.startswith("-") else name for name in names)


BY_RANK = Order(
    _plain(*BEST_FIRST), f"({BEST_FIRST[0].removeprefix('-')} + 0.0) DESC, {_plain(*BEST_FIRST[1:])}"
)  # the best first


def order_by(*names: str) -> Order:
    """These columns, then the best first: ties are settled, so that pages never overlap."""
    sql = _plain(*names, *BEST_FIRST)
    return Order(sql, sql)


def by_price_known(column: str) -> Order:
    """The cheapest first, unknown ones last."""
    sql = f"{column} ASC NULLS LAST, {_plain(*BEST_FIRST)}"
    return Order(sql, sql)


def around(
    pool: Candidates, latitude: float, longitude: float, radius_km: float, is_nearest_first: bool
) -> Candidates:
    """Those of the pool within the radius, exactly measured."""
    points = pool.points
    away = distances_km(latitude, longitude, map(itemgetter(LATITUDE, LONGITUDE), points))
    found = [(km, row[PK], row) for km, row in zip(away, points, strict=True) if km <= radius_km]
    if is_nearest_first:
        found.sort()
    distances = {pk: km for km, pk, _row in found}
    return Candidates([row for _km, _pk, row in found], pool.is_cut, pool.is_near, distances)


def by_columns(found: Selection, order: Order) -> Candidates:
    """The first of `found` in that order, which an index should have."""
    return _pool(_rows(_first(found, order.sql)), found)


def whole(found: Selection) -> Candidates:
    """All of `found`, which a small box bounds, in no order."""
    return Candidates(_rows(found.select(COLUMNS)))


def candidates_of(spaces: SpaceQuerySet) -> Candidates:
    """All of the spaces, which somebody chose, in no order."""
    return Candidates(list(spaces.order_by().values_list(*NAMES)))


def by_selection(found: Selection, order: Order) -> Candidates:
    """The first of `found`, which a small box or a rare price bounds."""
    return _pool(_rows(_first(found, order.computed)), found)


def by_marks(
    found: Selection, traits: Groups, places: Groups, order: Order, lexicon: Dictionary
) -> Candidates:
    """The same, where `found` has the traits: the index is asked for them unless most spaces have them."""
    planner = Planner(lexicon, [*traits, *places])
    level = Level((), planner.fewest(planner.marks))
    if level.fewest <= FEW:
        return by_selection(found.where(*planner.holding(level, WHOLE)), order)
    if order is not BY_RANK or planner.share(traits) * MANY >= LIMIT:
        return by_columns(found, order)
    return _pool(_by_standing(found, [level], planner), found)


def are_few(found: Selection) -> bool:
    """Whether an index that narrows brings few rows, so that they are better ranked than looked through."""
    return found.count_up_to(FEW + 1) <= FEW


def by_price(found: Selection, column: str) -> Candidates:
    """The cheapest first, those whose price is not known last: two orders, each of which an index has."""
    known = by_columns(found.where(conditions.is_known(column)), order_by(column))
    if known.is_cut:
        return known
    unknown = by_columns(found.where(conditions.is_known(column, False)), BY_RANK)
    return _pool(known.rows + unknown.rows, found)


def by_words(found: Selection, words: SearchTerms, marks: Groups, order: Order | None) -> Candidates:
    """Those of `found` that hold the words, the best match first (`order` is None) or in that order."""
    pool = _by_levels(found, words, words.levels, marks, order)
    if pool.rows:
        return pool
    if words.common:  # they narrow nothing
        return by_selection(found, order or BY_RANK)
    for level in words.near_levels:
        pool = _by_levels(found, words, [level], marks, order)
        if pool.rows:
            return Candidates(pool.rows, pool.is_cut, is_near=True)
    return pool


def _by_levels(
    found: Selection, words: SearchTerms, levels: list[Level], marks: Groups, order: Order | None
) -> Candidates:
    planner = Planner(words.lexicon, marks)
    if min(levels[-1].fewest, planner.fewest(marks)) <= FEW:
        held = found.where(*planner.holding(levels[-1], WHOLE))
        return by_selection(held, order) if order else _ranked(held, words, levels)
    rows = _by_scan(found, words, levels, planner)
    if len(rows) <= most_of(found):
        rows = _by_standing(found, levels, planner, words.folded)
    pool = _pool(rows, found)
    if order is None:
        return pool
    resorted = by_columns(Selection((conditions.among(pool.pks),), found.most), order)
    return Candidates(resorted.rows, pool.is_cut)


def _ranked(held: Selection, words: SearchTerms, levels: list[Level]) -> Candidates:
    """The best match first."""
    rank = _rank(words, levels)
    sql, params = _first(held, f"{rank.sql}, {BY_RANK.computed}")
    return _pool(_rows(Condition(sql, (*params, *rank.params))), held)


def _by_standing(found: Selection, levels: list[Level], planner: Planner, name: str = "") -> list[Row]:
    """The first rows level by level, those of that name before, within each the best standing first.

    One statement holds it all; the database stops when it has enough.
    """
    parts: list[Condition] = []
    most = most_of(found)
    wanted = most * AIR
    if name:
        parts, found = _named_first(found, name)
    again = [level for level in levels[:-1] if level.fewest <= FEW_AGAIN]
    found = replace(found, most=most + sum(level.fewest for level in again))
    for number, level in enumerate(levels):
        never = [other for other in levels[:number] if other not in again]
        for part in planner.parts(level, wanted) if level.fewest > FEW else [WHOLE]:
            held = found.where(*planner.holding(level, part, never))
            parts.append(_first(held, BY_RANK.computed))
    return list(dict.fromkeys(_rows(_one_after_another(parts, found))))[: most + 1]


def _named_first(found: Selection, name: str) -> tuple[list[Condition], Selection]:
    """(the question for those of that name, all the others)"""
    named = found.where(conditions.column("normalized_name", "=", name))
    return [_first(named, BY_RANK.computed)], found.where(conditions.column("normalized_name", "<>", name))


def _by_scan(found: Selection, words: SearchTerms, levels: list[Level], planner: Planner) -> list[Row]:
    """The same where so many have the words that they are found by looking through the best spaces in order.

    Nothing where that would take longer; too few rows where the words stand together less than by chance.
    """
    wanted = most_of(found) * AIR
    first = next(number for number, level in enumerate(levels) if level.fewest > FEW)
    level, earlier = levels[first], levels[:first]
    if planner.rows_by_scan(level, wanted) > planner.rows_by_index(level, wanted):
        return []
    parts, found = _named_first(found, words.folded)
    for number, few in enumerate(earlier):
        held = found.where(*planner.holding(few, WHOLE, earlier[:number]))
        parts.append(_first(held, BY_RANK.computed))
    own = [having(group) for group in level.groups]
    others = [_all([having(group) for group in few.groups]) for few in earlier]
    own += [Condition(f"NOT ({other.sql})", other.params) for other in others]
    place = Selection(tuple(condition for condition in found.conditions if conditions.is_place(condition)))
    best = place.select("id AS key", BY_RANK.sql, round(planner.looked_at(level, wanted)))
    parts.append(found.where(*own).select(COLUMNS, BY_RANK.computed, most_of(found) + 1, among=best))
    return _rows(_one_after_another(parts, found))


def _one_after_another(parts: list[Condition], found: Selection) -> Condition:
    """The rows of the first statement, then those of the second, and so on, until a pool is full."""
    if len(parts) == 1:
        return parts[0]
    sql = " UNION ALL ".join(f"SELECT * FROM ({part.sql}) AS part{n}" for n, part in enumerate(parts))
    return Condition(f"{sql} LIMIT {most_of(found) + 1}", sum((part.params for part in parts), ()))


def _rank(words: SearchTerms, levels: list[Level]) -> Condition:
    """0: the words are the name; 1: all are words of a name; 2: all begin words of one; 3: elsewhere."""
    whole, begun = [], []
    for group in levels[0].groups:
        named = [word.removeprefix(NAME_PREFIX) for word in group]
        whole.append(conditions.having_text([f" {NAME_PREFIX}{word} " for word in named]))
        begun.append(conditions.having_text([f" {NAME_PREFIX}{word}" for word in named]))
    parts = [conditions.column("normalized_name", "=", words.folded), _all(whole), _all(begun)]
    cases = " ".join(f"WHEN {part.sql} THEN {rank}" for rank, part in enumerate(parts))
    return Condition(f"CASE {cases} ELSE 3 END", sum((part.params for part in parts), ()))


def _all(parts: list[Condition]) -> Condition:
    return Condition(
        " AND ".join(f"({part.sql})" for part in parts), sum((part.params for part in parts), ())
    )


def most_of(found: Selection) -> int:
    """How many rows a pool of these takes."""
    return found.most or LIMIT


def _first(found: Selection, order: str) -> Condition:
    """The statement that tells of the first in an order, and whether there are more than a pool takes."""
    return found.select(COLUMNS, order, most_of(found) + 1)


def _rows(statement: Condition) -> list[Row]:
    return conditions.fetch(statement)


def _pool(rows: list[Row], found: Selection) -> Candidates:
    most = most_of(found)
    return Candidates(rows[:most], len(rows) > most)
