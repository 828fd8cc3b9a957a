"""A cursor for statements that are sent again and again, which PostgreSQL plans only once."""

from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper


def prepared_cursor(connection: BaseDatabaseWrapper) -> CursorWrapper:
    """A cursor whose statements PostgreSQL plans once per connection; on SQLite, Django's own cursor.

    For a lookup by key, planning costs PostgreSQL more than executing. Django's own cursor inserts the values
    into the statement on the client, so each statement differs and is planned again. Use this one for
    statements whose plan does not depend on the values.

    While queries are logged (`DEBUG`, `assertNumQueries`) it is Django's own, which logs what it sends.
    """
    prepares = connection.settings_dict["OPTIONS"].get("prepare_threshold") is not None
    if connection.vendor != "postgresql" or not prepares or connection.queries_logged:
        return connection.cursor()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor: Any = psycopg.Cursor(connection.connection)
    return connection.make_cursor(cursor)
