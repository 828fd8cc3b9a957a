"""The best spaces that fit, as light rows: pages, counts of facets, the map and the prices are made of these.

A pool holds at most `LIMIT` rows, so that nothing that follows costs more in a directory of a million spaces;
`is_cut` tells that there are more. One query finds them, by an index that already has the order. What the
columns cannot answer fast over a whole country (words, several traits) asks the index of words first. Where
even the rarest of what is asked stands in very many spaces, it is asked standing by standing, the best first,
until the pool is full (`Space.standing`). Pools are made for every list: their SQL is put together by hand
(`spaces.search.conditions`), which costs a tenth of what the ORM's own way would.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from spaces.models.space import LOWEST
from spaces.querysets import BEST, distance_km
from spaces.search import conditions
from spaces.search.conditions import Condition, Found
from spaces.search.lexicon import Lexicon
from spaces.search.tokens import NAME, standing
from spaces.search.words import Groups, Level, Words, fewest

PER_PAGE = 24
MOST_PAGES = 42
LIMIT = PER_PAGE * MOST_PAGES
FEW = 2000  # so many rows can be ranked at once
MANY = 6000  # so many rows can be looked through in order
AIR = 1.5  # so many times the rows of a full pool are expected in the standings that are asked first
STANDINGS = [(standing(tier),) for tier in range(LOWEST + 1)]


class Row(NamedTuple):
    """What is needed of each space that fits."""

    pk: int
    kind: str
    traits: str
    latitude: Any  # float, or None
    longitude: Any
    price_currency: str
    day_price: Any  # as the database driver gives it
    month_price: Any


COLUMNS = ", ".join(["id", *Row._fields[1:]])


@dataclass(frozen=True)
class Pool:
    """`rows` in order; `is_near` when only words near those typed were found."""

    rows: list[Row]
    is_cut: bool = False
    is_near: bool = False
    distances: Mapping[int, float] = field(default_factory=dict)  # km from the point that was asked

    def count_traits(self) -> Counter[str]:
        """How many of the rows have each trait."""
        return Counter(" ".join([row.traits for row in self.rows]).split())

    @cached_property
    def points(self) -> list[Row]:
        """Rows that have a position."""
        return [row for row in self.rows if row.latitude is not None]

    def of_kinds(self, kinds: Sequence[str]) -> "Pool":
        """Those of these kinds; right where nothing was cut off."""
        return replace(self, rows=[row for row in self.rows if row.kind in kinds])


@dataclass(frozen=True)
class Order:
    """An order in SQL; `computed` is the same written so that no index has it.

    The database then starts from whatever else narrows the rows: the index of words, a small box.
    """

    sql: str
    computed: str


def _plain(*names: str) -> str:
    return ", ".join(f"{name[1:]} DESC" if name.startswith("-") else name for name in names)


BY_STANDING = Order(
    _plain(*BEST), f"({BEST[0].removeprefix('-')} + 0.0) DESC, {_plain(*BEST[1:])}"
)  # the best first


def order_by(*names: str) -> Order:
    """These columns, then the best first: ties are settled, so that pages never overlap."""
    sql = _plain(*names, *BEST)
    return Order(sql, sql)


def by_price_known(column: str) -> Order:
    """The cheapest first, unknown ones last."""
    sql = f"{column} ASC NULLS LAST, {_plain(*BEST)}"
    return Order(sql, sql)


def around(pool: Pool, latitude: float, longitude: float, radius_km: float, is_nearest_first: bool) -> Pool:
    """Those of the pool within the radius, exactly measured."""
    distances = {row.pk: distance_km(latitude, longitude, row.latitude, row.longitude) for row in pool.points}
    rows = [row for row in pool.rows if distances.get(row.pk, math.inf) <= radius_km]
    if is_nearest_first:
        rows.sort(key=lambda row: (distances[row.pk], row.pk))
    return Pool(rows[:LIMIT], pool.is_cut or len(rows) > LIMIT, pool.is_near, distances)


def by_columns(found: Found, order: Order) -> Pool:
    """The first of `found` in that order, which an index should have."""
    return _pool(_rows(found.select(COLUMNS, order.sql, LIMIT + 1)))


def whole(found: Found) -> Pool:
    """All of `found`, which somebody chose or a small box bounds, in no order."""
    return Pool(_rows(found.select(COLUMNS)))


def by_selection(found: Found, order: Order) -> Pool:
    """The first of `found`, which a small box or a rare price bounds."""
    return _pool(_rows(found.select(COLUMNS, order.computed, LIMIT + 1)))


def by_marks(found: Found, traits: Groups, places: Groups, order: Order, lexicon: Lexicon) -> Pool:
    """The same, where `found` has the traits: the index is asked for them unless most spaces have them."""
    marks = [*traits, *places]
    known = lexicon.how_many(mark for group in (*marks, *STANDINGS) for mark in group)
    level = Level(tuple(marks), fewest(marks, known))
    if level.fewest <= FEW:
        return by_selection(found.where(conditions.holding(level.query())), order)
    if order is not BY_STANDING or share_of(traits, lexicon) * MANY >= LIMIT:
        return by_columns(found, order)
    return _pool(_by_standing(found, [level], (), lexicon))


def share_of(groups: Iterable[tuple[str, ...]], lexicon: Lexicon) -> float:
    """Which part of all spaces should have one of every group, if chance alone brings them together."""
    total = how_many_at_all(lexicon)
    known = lexicon.how_many(mark for group in groups for mark in group)
    return math.prod(min(fewest([group], known) / total, 1) for group in groups) if total else 1


def how_many_at_all(lexicon: Lexicon) -> int:
    return sum(lexicon.how_many(mark for group in STANDINGS for mark in group).values())


def are_few(found: Found) -> bool:
    """Whether an index that narrows brings few rows, so that they are better ranked than looked through."""
    return found.count_up_to(FEW + 1) <= FEW


def by_price(found: Found, column: str) -> Pool:
    """The cheapest first, those whose price is not known last: two orders, each of which an index has."""
    known = by_columns(found.where(conditions.is_known(column)), order_by(column))
    if known.is_cut:
        return known
    unknown = by_columns(found.where(conditions.is_known(column, False)), BY_STANDING)
    return _pool(known.rows + unknown.rows)


def by_words(found: Found, words: Words, marks: Groups, order: Order | None) -> Pool:
    """Those of `found` that hold the words, the best match first (`order` is None) or in that order."""
    pool = _by_levels(found, words, words.levels, marks, order)
    if pool.rows:
        return pool
    if words.common:  # they narrow nothing
        return by_selection(found, order or BY_STANDING)
    for level in words.near_levels:
        pool = _by_levels(found, words, [level], marks, order)
        if pool.rows:
            return Pool(pool.rows, pool.is_cut, is_near=True)
    return pool


def _by_levels(found: Found, words: Words, levels: list[Level], marks: Groups, order: Order | None) -> Pool:
    known = words.lexicon.how_many(mark for group in marks for mark in group)
    rarest_mark = [fewest(marks, known)] if marks else []
    if min([levels[-1].fewest, *rarest_mark]) <= FEW:
        held = found.where(conditions.holding(levels[-1].query(*marks)))
        return by_selection(held, order) if order else _ranked(held, words, levels)
    rows = _by_standing(found, levels, tuple(marks), words.lexicon, words.folded)
    pool = _pool(rows)
    if order is None:
        return pool
    resorted = by_columns(Found((conditions.among([row.pk for row in pool.rows]),)), order)
    return Pool(resorted.rows, pool.is_cut)


def _ranked(held: Found, words: Words, levels: list[Level]) -> Pool:
    """The best match first."""
    rank = _rank(words, levels)
    sql, params = held.select(COLUMNS, f"{rank.sql}, {BY_STANDING.computed}", LIMIT + 1)
    return _pool(_rows(Condition(sql, (*params, *rank.params))))


def _by_standing(
    found: Found, levels: list[Level], marks: tuple, lexicon: Lexicon, name: str = ""
) -> list[Row]:
    """The first rows level by level, those of that name before, within each the best standing first.

    One statement holds it all; the database stops when it has enough.
    """
    parts = []
    if name:
        named = conditions.column("name_folded", "=", name)
        parts.append(found.where(named).select(COLUMNS, BY_STANDING.computed, LIMIT + 1))
        found = found.where(conditions.column("name_folded", "<>", name))
    for number, level in enumerate(levels):
        for tiers in _first_tiers(level, marks, lexicon):
            query = level.query(*marks, *tiers, never=levels[:number])
            held = found.where(conditions.holding(query))
            parts.append(held.select(COLUMNS, BY_STANDING.computed, LIMIT + 1))
    return _rows(_one_after_another(parts))


def _first_tiers(level: Level, marks: tuple, lexicon: Lexicon) -> list[Groups]:
    """The standings of each question: as many as should fill the pool, then one by one; none for few."""
    if level.fewest <= FEW:
        return [[]]
    share = share_of([*level.groups, *marks], lexicon)
    known = [lexicon.how_many(tier).get(tier[0], 0) for tier in STANDINGS]
    first = 1
    while first < len(STANDINGS) and sum(known[:first]) * share < LIMIT * AIR:
        first += 1
    together = tuple(mark for tier in STANDINGS[:first] for mark in tier)
    return [[together], *([tier] for tier in STANDINGS[first:])]


def _one_after_another(parts: list[Condition]) -> Condition:
    """The rows of the first statement, then those of the second, and so on, until a pool is full."""
    if len(parts) == 1:
        return parts[0]
    sql = " UNION ALL ".join(f"SELECT * FROM ({part.sql}) AS part{n}" for n, part in enumerate(parts))
    return Condition(f"{sql} LIMIT {LIMIT + 1}", sum((part.params for part in parts), ()))


def _rank(words: Words, levels: list[Level]) -> Condition:
    """0: the words are the name; 1: all are words of a name; 2: all begin words of one; 3: elsewhere."""
    whole, begun = [], []
    for group in levels[0].groups:
        named = [word.removeprefix(NAME) for word in group]
        whole.append(conditions.having_text([f" {NAME}{word} " for word in named]))
        begun.append(conditions.having_text([f" {NAME}{word}" for word in named]))
    parts = [conditions.column("name_folded", "=", words.folded), _all(whole), _all(begun)]
    cases = " ".join(f"WHEN {part.sql} THEN {rank}" for rank, part in enumerate(parts))
    return Condition(f"CASE {cases} ELSE 3 END", sum((part.params for part in parts), ()))


def _all(parts: list[Condition]) -> Condition:
    return Condition(
        " AND ".join(f"({part.sql})" for part in parts), sum((part.params for part in parts), ())
    )


def _rows(statement: Condition) -> list[Row]:
    return list(map(Row._make, conditions.fetch(statement)))


def _pool(rows: list[Row]) -> Pool:
    return Pool(rows[:LIMIT], len(rows) > LIMIT)
