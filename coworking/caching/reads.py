"""What a computation reads: the tables of the queries that run inside it, noticed by their SQL.

    with noticed() as tables:
        response = view(request)
    stamp = stamp_of(tables, versions)  # the versions as they were before the view was called

Whatever was computed is valid as long as `is_valid(stamp, versions)`. Nobody lists tables:
a query depends on every watched table (`coworking.caching.data_version`) whose name stands in its SQL.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from coworking.caching.data_version import Versions, part_of, watched_tables

Stamp = dict[str, int]  # the version of each table, or part of one, that was read
_noticed: ContextVar[set[str] | None] = ContextVar("tables that were read", default=None)
_part: ContextVar[int | None] = ContextVar("the only part of tables that is read", default=None)


@contextmanager
def noticed() -> Iterator[set[str]]:
    """Collect the names of the tables (and parts) that the block reads; blocks around it read them, too.

    A promise of `of_part` around the block does not hold inside: what is memoised is used elsewhere, too.
    """
    tables: set[str] = set()
    token, part = _noticed.set(tables), _part.set(None)
    try:
        yield tables
    finally:
        _noticed.reset(token)
        _part.reset(part)
        note(tables)


@contextmanager
def of_part(number: int) -> Iterator[None]:
    """Promise that the block reads, of tables that are counted in parts, only rows of this number."""
    token = _part.set(number)
    try:
        yield
    finally:
        _part.reset(token)


def note(tables: Iterable[str]) -> None:
    """Count these tables as read by the block around."""
    seen = _noticed.get()
    if seen is not None:
        seen.update(tables)


def stamp_of(tables: Iterable[str], versions: Versions) -> Stamp:
    """Return the versions of these tables."""
    return {name: versions.get(name, 0) for name in tables}


def is_valid(stamp: Stamp, versions: Versions) -> bool:
    """Whether nothing has changed in the tables since."""
    return all(versions.get(name, 0) == version for name, version in stamp.items())


def notice_queries(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Notice all queries of a connection (receiver of `connection_created`)."""
    if _notice not in connection.execute_wrappers:
        # First: a wrapper that is there for a block only is taken from the end.
        connection.execute_wrappers.insert(0, _notice)


def _notice(execute: Callable[..., Any], sql: Any, *args: Any) -> Any:
    seen = _noticed.get()
    if seen is not None:
        part = _part.get()
        for table in _tables_in(str(sql)):
            is_part = part is not None and watched_tables()[table].part
            seen.add(part_of(table, part) if is_part and part is not None else table)
    return execute(sql, *args)


@lru_cache(2048)
def _tables_in(sql: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", sql)) & watched_tables().keys()
