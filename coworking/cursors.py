"""Cursors for statements that PostgreSQL plans once."""

from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper


def preparing_cursor(connection: BaseDatabaseWrapper) -> CursorWrapper:
    """A cursor whose statements PostgreSQL plans once for the connection.

    Planning costs it more than answering by a key. Django's own cursor puts the values into the statement,
    which is then another one each time. For questions that are answered the same way whatever the values are.
    While queries are logged it is Django's own, which knows what it sent.
    """
    options = connection.settings_dict["OPTIONS"]
    is_logged = connection.queries_logged
    if connection.vendor != "postgresql" or options.get("prepare_threshold") is None or is_logged:
        return connection.cursor()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor: Any = psycopg.Cursor(connection.connection)
    return connection.make_cursor(cursor)
