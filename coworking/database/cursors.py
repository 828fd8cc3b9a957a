"""Cursors for statements that are sent again and again: what is the same each time is done once."""

from functools import lru_cache
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX, SQLiteCursorWrapper
from django.db.backends.utils import CursorWrapper


def preparing_cursor(connection: BaseDatabaseWrapper) -> CursorWrapper:
    """A cursor whose statements PostgreSQL plans once for the connection.

    Planning costs it more than answering by a key. Django's own cursor puts the values into the statement,
    which is then another one each time. For questions that are answered the same way whatever the values are.
    While queries are logged it is Django's own, which knows what it sent.
    """
    is_bound = connection.settings_dict["OPTIONS"].get("prepare_threshold") is not None
    if connection.vendor != "postgresql" or not is_bound or connection.queries_logged:
        return remembering_cursor(connection)
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor: Any = psycopg.Cursor(connection.connection)
    return connection.make_cursor(cursor)


def remembering_cursor(connection: BaseDatabaseWrapper) -> CursorWrapper:
    """Django's own cursor, which writes a statement as SQLite wants it once and not each time."""
    if connection.vendor != "sqlite" or connection.queries_logged:
        return connection.cursor()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor: Any = connection.connection.cursor(factory=_Remembering)
    return connection.make_cursor(cursor)


class _Remembering(SQLiteCursorWrapper):
    def convert_query(self, query, *, param_names=None):
        return super().convert_query(query, param_names=param_names) if param_names else _converted(query)


@lru_cache(512)
def _converted(query: str) -> str:
    """`?` for each `%s`, as `SQLiteCursorWrapper` does it."""
    return FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
