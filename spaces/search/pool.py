"""The best spaces that fit, as light rows: pages, counts of facets, the map and the prices are made of these.

A pool holds at most `LIMIT` rows, so that nothing that follows costs more in a directory of a million spaces;
`is_cut` tells that there are more. One query finds them, by an index that already has the order. What the
columns cannot answer fast over a whole country (words, several traits) asks the index of words first. Where
even the rarest of what is asked stands in very many spaces, it is asked standing by standing, the best first,
until the pool is full (`Space.standing`).
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from itertools import chain, islice
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Case, F, IntegerField, Q, Value, When

from spaces.models.space import LOWEST
from spaces.querysets import BEST, SpaceQuerySet, distance_km
from spaces.search import lexicon
from spaces.search.text import Holds, Query
from spaces.search.tokens import NAME, standing
from spaces.search.words import Groups, Level, Words, fewest

PER_PAGE = 24
MOST_PAGES = 42
LIMIT = PER_PAGE * MOST_PAGES
FEW = 2000  # so many rows can be ranked at once
MANY = 6000  # so many rows can be looked through in order


class Row(NamedTuple):
    """What is needed of each space that fits."""

    pk: int
    kind: str
    traits: str
    latitude: Any  # float, or None
    longitude: Any
    price_currency: str


@dataclass(frozen=True)
class Pool:
    """`rows` in order; `is_near` when only words near those typed were found."""

    rows: list[Row]
    is_cut: bool = False
    is_near: bool = False
    distances: Mapping[int, float] = field(default_factory=dict)  # km from the point that was asked

    def count_traits(self) -> Counter[str]:
        """How many of the rows have each trait."""
        return Counter(chain.from_iterable(row.traits.split() for row in self.rows))

    @property
    def points(self) -> list[Row]:
        """Rows that have a position."""
        return [row for row in self.rows if row.latitude is not None]


def around(pool: Pool, latitude: float, longitude: float, radius_km: float, is_nearest_first: bool) -> Pool:
    """Those of the pool within the radius, exactly measured."""
    distances = {row.pk: distance_km(latitude, longitude, row.latitude, row.longitude) for row in pool.points}
    rows = [row for row in pool.rows if distances.get(row.pk, math.inf) <= radius_km]
    if is_nearest_first:
        rows.sort(key=lambda row: (distances[row.pk], row.pk))
    return Pool(rows[:LIMIT], pool.is_cut or len(rows) > LIMIT, pool.is_near, distances)


def by_columns(found: SpaceQuerySet, order: tuple) -> Pool:
    """The first of `found` in that order, which an index should have."""
    return _pool(_rows(found.order_by(*order)))


def whole(found: SpaceQuerySet) -> Pool:
    """All of `found`, which somebody chose or a small box bounds, in no order."""
    return Pool(list(map(Row._make, found.order_by().values_list(*Row._fields))))


def by_selection(found: SpaceQuerySet, order: tuple) -> Pool:
    """The first of `found`, which a small box or a rare price bounds."""
    return by_columns(found, _computed(order))


def by_marks(found: SpaceQuerySet, traits: Groups, places: Groups, order: tuple) -> Pool:
    """The same, where `found` has the traits: the index is asked for them unless most spaces have them."""
    every = [(standing(tier),) for tier in range(LOWEST + 1)]
    marks = [*traits, *places]
    known = lexicon.how_many(mark for group in (*marks, *every) for mark in group)
    level = Level(tuple(marks), fewest(marks, known))
    if level.fewest <= FEW:
        return by_columns(found.filter(Holds(level.query())), _computed(order))
    total = sum(fewest([group], known) for group in every)
    share = math.prod(min(fewest([group], known) / total, 1) for group in traits) if total else 1
    if order is not BEST or share * MANY >= LIMIT:
        return by_columns(found, order)
    return _pool(list(islice(_by_standing(found, [level], ()), LIMIT + 1)))


def are_few(found: SpaceQuerySet) -> bool:
    """Whether an index that narrows brings few rows, so that they are better ranked than looked through."""
    return found.order_by().values("pk")[: FEW + 1].count() <= FEW


def by_price(found: SpaceQuerySet, column: str) -> Pool:
    """The cheapest first, those whose price is not known last: two orders, each of which an index has."""
    known = by_columns(found.exclude(**{column: None}), (column, *BEST))
    if known.is_cut:
        return known
    return _pool(known.rows + by_columns(found.filter(**{column: None}), BEST).rows)


def by_words(found: SpaceQuerySet, words: Words, marks: Groups, order: tuple | None) -> Pool:
    """Those of `found` that hold the words, the best match first (`order` is None) or in that order."""
    pool = _by_levels(found, words, words.levels, marks, order)
    if pool.rows:
        return pool
    if words.common:  # they narrow nothing
        return by_columns(found, _computed(order or BEST))
    for level in words.near_levels:
        pool = _by_levels(found, words, [level], marks, order)
        if pool.rows:
            return Pool(pool.rows, pool.is_cut, is_near=True)
    return pool


def _by_levels(found: SpaceQuerySet, words: Words, levels: list[Level], marks: Groups, order) -> Pool:
    known = lexicon.how_many(mark for group in marks for mark in group)
    rarest_mark = [fewest(marks, known)] if marks else []
    if min([levels[-1].fewest, *rarest_mark]) <= FEW:
        ranked = found.filter(Holds(levels[-1].query(*marks))).annotate(text_rank=_rank(words, levels))
        return by_columns(ranked, _computed(order or ("text_rank", *BEST)))
    named = _rows(found.filter(name_folded=words.folded).order_by(*BEST))
    seen = {row.pk: row for row in named}
    for row in _by_standing(found, levels, tuple(marks)):
        seen.setdefault(row.pk, row)
        if len(seen) > LIMIT:
            break
    pool = _pool(list(seen.values()))
    if order is None:
        return pool
    resorted = by_columns(found.filter(pk__in=[row.pk for row in pool.rows]), order)
    return Pool(resorted.rows, pool.is_cut)


def _by_standing(found: SpaceQuerySet, levels: list[Level], marks: tuple) -> Iterator[Row]:
    """Rows level by level, within each the best standing first; a row may come again."""
    for level in levels:
        if level.fewest <= FEW:
            yield from _held(found, level.query(*marks))
            continue
        for tier in range(LOWEST + 1):
            yield from _held(found, level.query(*marks, (standing(tier),)))


def _held(found: SpaceQuerySet, query: Query) -> list[Row]:
    return _rows(found.filter(Holds(query)).order_by(*_computed(BEST)))


def _rank(words: Words, levels: list[Level]) -> Case:
    """0: the words are the name; 1: all are words of a name; 2: all begin words of one; 3: elsewhere."""
    whole, begun = Q(pk__gt=0), Q(pk__gt=0)
    for group in levels[0].groups:
        named = {word.removeprefix(NAME) for word in group}
        whole &= _any(f" {NAME}{word} " for word in named)
        begun &= _any(f" {NAME}{word}" for word in named)
    return Case(
        When(name_folded=words.folded, then=Value(0)),
        When(whole, then=Value(1)),
        When(begun, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


def _any(texts: Iterable[str]) -> Q:
    return reduce(or_, (Q(search_text__contains=text) for text in texts))


def _computed(order: tuple) -> tuple:
    """The same order written so that no index has it: the database then starts from the index of words."""
    first = order[0]
    if first == BEST[0]:
        return ((F("recommendation_score") + Value(0.0)).desc(), *order[1:])
    return order


def _rows(found: SpaceQuerySet) -> list[Row]:
    return list(map(Row._make, found.values_list(*Row._fields)[: LIMIT + 1]))


def _pool(rows: list[Row]) -> Pool:
    return Pool(rows[:LIMIT], len(rows) > LIMIT)
