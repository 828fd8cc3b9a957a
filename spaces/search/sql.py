"""What is asked of the columns of spaces, as SQL that is put together instead of written anew.

The conditions are the ORM's own (`SpaceQuerySet`, `SpaceFilter`), turned into SQL once for each value.
"""

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connections, router
from django.db.models.expressions import RawSQL

from spaces.directory.models import Space
from spaces.directory.querysets import MAX_CELL_RANGES, SpaceQuerySet
from spaces.geography import grid
from spaces.geography.bounds import Bounds
from spaces.geography.models import City, Country
from spaces.search_index import backends
from spaces.search_index.backends import IndexQuery

TABLE = Space._meta.db_table
FEW_CELLS = 12  # that a box touches


class Condition(NamedTuple):
    """SQL over the columns of spaces, and its parameters."""

    sql: str
    params: tuple = ()


@dataclass(frozen=True)
class Selection:
    """The spaces that meet all of the conditions; of them `most` are wanted."""

    conditions: tuple[Condition, ...] = ()
    most: int = 0

    def where(self, *more: Condition) -> "Selection":
        return replace(self, conditions=(*self.conditions, *more))

    def select(
        self, columns: str, order: str = "", limit: int | None = None, among: Condition | None = None
    ) -> Condition:
        """The statement that asks for these columns; `among` those whose keys another statement brings.

        SQLite looks at the tables of a CROSS JOIN in the order in which they stand.
        """
        where = " AND ".join(f"({condition.sql})" for condition in self.conditions) or "1 = 1"
        source = f'"{TABLE}"'
        if among:
            source = f"({among.sql}) AS best CROSS JOIN {source}"
            where = f'"{TABLE}"."id" = best.key AND {where}'
        sql = f"SELECT {columns} FROM {source} WHERE {where}"
        if order:
            sql += f" ORDER BY {order}"
        if limit is not None:
            sql += f" LIMIT {int(limit)}"
        params = sum((condition.params for condition in self.conditions), among.params if among else ())
        return Condition(sql, params)

    def count_up_to(self, most: int) -> int:
        """How many there are, counted no further than `most`."""
        sql, params = self.select("1", limit=most)
        return fetch(Condition(f"SELECT count(*) FROM ({sql}) AS the_first", params))[0][0]

    def queryset(self) -> SpaceQuerySet:
        sql, params = self.select("id")
        return Space.objects.filter(pk__in=RawSQL(sql, params))


def fetch(statement: Condition) -> list[tuple]:
    """The rows that a statement over spaces finds, as the database driver gives them."""
    with connections[router.db_for_read(Space)].cursor() as cursor:
        cursor.execute(*statement)
        return cursor.fetchall()


def vendor() -> str:
    """What kind of database spaces are read from."""
    return connections[router.db_for_read(Space)].vendor


def written(found: SpaceQuerySet) -> Condition:
    """The conditions of a queryset of spaces, on their own."""
    query = found.query
    try:
        sql, params = query.get_compiler(found.db).compile(query.where)
    except FullResultSet:
        return Condition("1 = 1")
    except EmptyResultSet:
        return Condition("1 = 0")
    return Condition(sql, tuple(params))


def published() -> Condition:
    return _published(vendor())


def in_search() -> Condition:
    return _in_search(vendor())


@lru_cache
def _published(vendor: str) -> Condition:
    return written(Space.objects.published())


@lru_cache
def _in_search(vendor: str) -> Condition:
    return written(Space.objects.in_search())


def column(name: str, sign: str, value: Any) -> Condition:
    """("city_id", "=", 17)"""
    return Condition(f'"{TABLE}"."{name}" {sign} %s', (value,))


def in_place(place: City | Country | None) -> list[Condition]:
    """Those in a city or a country; no condition where there is none."""
    if isinstance(place, City):
        return [column("city_id", "=", place.pk)]
    return [column("country_code", "=", place.code.upper())] if place else []


def is_place(condition: Condition) -> bool:
    """Whether it is one of `in_place`."""
    return condition.sql.startswith((f'"{TABLE}"."city_id" =', f'"{TABLE}"."country_code" ='))


def is_known(name: str, known: bool = True) -> Condition:
    return Condition(f'"{TABLE}"."{name}" IS {"NOT " if known else ""}NULL')


def among(pks: list[int]) -> Condition:
    """Those with one of the keys."""
    return Condition(f'"{TABLE}"."id" IN ({", ".join(str(int(pk)) for pk in pks) or "NULL"})')


def beside(condition: Condition) -> Condition:
    """The same, looked at row by row: SQLite starts from no index of it, and keeps that of the order."""
    return Condition(f"+({condition.sql})", condition.params) if vendor() == "sqlite" else condition


def inside(bounds: Bounds, by_index: bool = True) -> Condition:
    """Those in a box, by the index on the cells of the grid unless it is a large part of the globe."""
    latitude, longitude = f'"{TABLE}"."latitude"', f'"{TABLE}"."longitude"'
    wide = "OR" if bounds.west > bounds.east else "AND"
    sql = f"({longitude} >= %s {wide} {longitude} <= %s) AND {latitude} >= %s AND {latitude} <= %s"
    box = Condition(sql, (bounds.west, bounds.east, bounds.south, bounds.north))
    if not by_index:
        return beside(box)
    cells = _in_cells(bounds)
    return Condition(f"{box.sql} AND ({cells.sql})", (*box.params, *cells.params)) if cells else box


def _in_cells(bounds: Bounds) -> Condition | None:
    """Those in the cells of the grid that a box touches; None where it touches too many."""
    runs = grid.cell_ranges(bounds)
    cells = [cell for first, last in runs for cell in range(first, min(last, first + FEW_CELLS) + 1)]
    if len(cells) <= FEW_CELLS:  # each by itself: the index then goes by the latitudes within a cell, too
        return Condition(f"{TABLE}.cell IN ({', '.join(['%s'] * len(cells))})", tuple(cells))
    if len(runs) > MAX_CELL_RANGES:
        return None
    sql = " OR ".join([f"{TABLE}.cell BETWEEN %s AND %s"] * len(runs))
    return Condition(sql, tuple(cell for run in runs for cell in run))


def flat_distance(latitude: float, longitude: float) -> Condition:
    """What to order by for the nearest first in a small box: the square of the distance as on a plane."""
    north = f'("{TABLE}"."latitude" - %s)'
    # The short way round, also over the 180th meridian.
    east = f'(180 - ABS(180 - ABS("{TABLE}"."longitude" - %s))) * %s'
    point = (longitude, math.cos(math.radians(latitude)))
    return Condition(f"{north} * {north} + {east} * {east}", (latitude, latitude, *point, *point))


def holding(query: IndexQuery) -> Condition:
    """Those that hold the words, by the index of words."""
    kind = vendor()
    return Condition(backends.condition_sql(kind), (backends.format_query(kind, query),))


def having_text(words: list[str]) -> Condition:
    """Those whose text of words holds one of these, letter by letter."""
    found = backends.contains_sql(vendor())
    return Condition(" OR ".join([found] * len(words)) or "1 = 0", tuple(words))
