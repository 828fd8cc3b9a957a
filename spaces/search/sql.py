"""SQL over the table of spaces, composed of conditions that are compiled once.

The conditions are the ORM's own (`SpaceQuerySet`, the filters), compiled once for each value: to compose
their SQL costs a list a tenth of what compiling a queryset for each request would.
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
from spaces.geography.coordinates import grid
from spaces.geography.coordinates.bounds import Bounds
from spaces.geography.models import City, Country
from spaces.search_index import backends
from spaces.search_index.backends import IndexQuery

TABLE = Space._meta.db_table
MAX_SINGLE_CELLS = 12  # of a box whose cells are listed one by one


class Condition(NamedTuple):
    """SQL over the columns of spaces, and its parameters. Also used for whole statements."""

    sql: str
    params: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Selection:
    """The spaces that meet all conditions."""

    conditions: tuple[Condition, ...] = ()

    def where(self, *more: Condition) -> "Selection":
        """Return the selection with more conditions."""
        return replace(self, conditions=(*self.conditions, *more))

    def select(self, columns: str, order: str = "", limit: int | None = None) -> Condition:
        """Return the statement for these columns of the spaces."""
        where = " AND ".join(f"({condition.sql})" for condition in self.conditions) or "1 = 1"
        sql = f'SELECT {columns} FROM "{TABLE}" WHERE {where}'
        if order:
            sql += f" ORDER BY {order}"
        if limit is not None:
            sql += f" LIMIT {int(limit)}"
        return Condition(sql, sum((condition.params for condition in self.conditions), ()))

    def exists(self) -> bool:
        """Whether there is any."""
        return bool(fetch(self.select("1", limit=1)))

    def queryset(self) -> SpaceQuerySet:
        """Return the spaces as a queryset."""
        sql, params = self.select("id")
        return Space.objects.filter(pk__in=RawSQL(sql, params))


def fetch(statement: Condition) -> list[tuple[Any, ...]]:
    """Return the rows of a statement over spaces, as the database driver gives them."""
    with connections[router.db_for_read(Space)].cursor() as cursor:
        cursor.execute(*statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def vendor() -> str:
    """Return the vendor of the database that spaces are read from."""
    return str(connections[router.db_for_read(Space)].vendor)


def condition_of(spaces: SpaceQuerySet) -> Condition:
    """Return the WHERE clause of a queryset of spaces."""
    query = spaces.query
    try:
        sql, params = query.get_compiler(spaces.db).compile(query.where)
    except FullResultSet:
        return Condition("1 = 1")
    except EmptyResultSet:
        return Condition("1 = 0")
    return Condition(sql, tuple(params))


def published() -> Condition:
    """Return the condition of `SpaceQuerySet.published()`."""
    return _published(vendor())


def in_search() -> Condition:
    """Return the condition of `SpaceQuerySet.in_search()`."""
    return _in_search(vendor())


@lru_cache
def _published(vendor: str) -> Condition:
    return condition_of(Space.objects.published())


@lru_cache
def _in_search(vendor: str) -> Condition:
    return condition_of(Space.objects.in_search())


def compare(column: str, operator: str, value: Any) -> Condition:
    """Compare a column with a value: ("city_id", "=", 17)."""
    return Condition(f'"{TABLE}"."{column}" {operator} %s', (value,))


def in_place(place: City | Country | None) -> list[Condition]:
    """Return the condition for a city with its area, or a country; none for None."""
    if isinstance(place, City):
        return [compare("city_id" if place.area_of_id else "area_id", "=", place.pk)]
    return [compare("country_code", "=", place.code.upper())] if place else []


def with_ids(pks: list[int]) -> Condition:
    """Return the condition for these primary keys."""
    return Condition(f'"{TABLE}"."id" IN ({", ".join(str(int(pk)) for pk in pks) or "NULL"})')


def without_index(condition: Condition) -> Condition:
    """Return a condition that is checked row by row: SQLite then uses the index of the order."""
    return Condition(f"+({condition.sql})", condition.params) if vendor() == "sqlite" else condition


def inside(bounds: Bounds, by_index: bool = True) -> Condition:
    """Return the condition for a box, found by the cells of the grid unless it touches very many."""
    latitude, longitude = f'"{TABLE}"."latitude"', f'"{TABLE}"."longitude"'
    either = "OR" if bounds.west > bounds.east else "AND"
    sql = f"({longitude} >= %s {either} {longitude} <= %s) AND {latitude} >= %s AND {latitude} <= %s"
    box = Condition(sql, (bounds.west, bounds.east, bounds.south, bounds.north))
    if not by_index:
        return without_index(box)
    cells = _in_cells(bounds)
    return Condition(f"{box.sql} AND ({cells.sql})", (*box.params, *cells.params)) if cells else box


def _in_cells(bounds: Bounds) -> Condition | None:
    """Return the condition for the cells of the grid that a box touches; None if there are too many."""
    ranges = grid.cell_ranges(bounds)
    cells = [cell for first, last in ranges for cell in range(first, min(last, first + MAX_SINGLE_CELLS) + 1)]
    if len(cells) <= MAX_SINGLE_CELLS:  # one by one, so that the index narrows by latitude within a cell, too
        return Condition(f"{TABLE}.cell IN ({', '.join(['%s'] * len(cells))})", tuple(cells))
    if len(ranges) > MAX_CELL_RANGES:
        return None
    sql = " OR ".join([f"{TABLE}.cell BETWEEN %s AND %s"] * len(ranges))
    return Condition(sql, tuple(cell for first_and_last in ranges for cell in first_and_last))


def flat_distance(latitude: float, longitude: float) -> Condition:
    """Return the square of the distance to a point as on a plane: good enough to order a small box by."""
    north = f'("{TABLE}"."latitude" - %s)'
    # The shorter way round, also across the 180th meridian.
    east = f'(180 - ABS(180 - ABS("{TABLE}"."longitude" - %s))) * %s'
    point = (longitude, math.cos(math.radians(latitude)))
    return Condition(f"{north} * {north} + {east} * {east}", (latitude, latitude, *point, *point))


def matches_index(query: IndexQuery) -> Condition:
    """Return the condition for spaces that the index of terms finds."""
    name = vendor()
    return Condition(backends.condition_sql(name), (backends.format_query(name, query),))


def contains_any(texts: list[str]) -> Condition:
    """Return the condition for spaces whose search text contains one of these, checked row by row."""
    contains = backends.contains_sql(vendor())
    return Condition(" OR ".join([contains] * len(texts)) or "1 = 0", tuple(texts))


def any_of(conditions: list[Condition]) -> Condition:
    """Return the disjunction of conditions."""
    sql = " OR ".join(f"({condition.sql})" for condition in conditions)
    return Condition(sql, sum((condition.params for condition in conditions), ()))


def is_not(condition: Condition) -> Condition:
    """Return the condition for spaces that do not meet another, or of which that is not known (NULL)."""
    return Condition(f"({condition.sql}) IS NOT TRUE", condition.params)


def all_of(conditions: list[Condition]) -> Condition:
    """Return the conjunction of conditions."""
    sql = " AND ".join(f"({condition.sql})" for condition in conditions)
    return Condition(sql, sum((condition.params for condition in conditions), ()))
