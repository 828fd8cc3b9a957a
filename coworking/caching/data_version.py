"""The data version: a number that changes whenever something changes that a public page may show.

The database itself counts, by triggers on every table that an app `watch`es: so bulk imports, raw SQL and
cascades count too, and a rollback takes its count back. `migrate` keeps the triggers in step with the tables.

On PostgreSQL writers must not wait for each other: each transaction counts once, in a row that no other
transaction has locked, and the data version is the sum of all rows.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.apps import AppConfig, apps
from django.db import InterfaceError, OperationalError, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from coworking.database.cursors import prepared_cursor
from coworking.database.triggers import register_deferrable

TABLE = "coworking_data_version"  # without a model: it is not moved, flushed or edited
PREFIX = "data_version_"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION {TABLE}_bump() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('coworking.counted', true) = txid_current()::text THEN
        RETURN NULL;
    END IF;
    UPDATE {TABLE} SET version = version + 1
    WHERE id = (SELECT id FROM {TABLE} ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED);
    IF NOT FOUND THEN
        INSERT INTO {TABLE} (version) VALUES (1);
    END IF;
    PERFORM set_config('coworking.counted', txid_current()::text, true);
    RETURN NULL;
END $$
"""
READ = f"SELECT SUM(version) FROM {TABLE}"
# Reading inside a PostgreSQL transaction also resets the flag, so that its next change counts again.
READ_IN_TRANSACTION = f"SELECT SUM(version), set_config('coworking.counted', '', true) FROM {TABLE}"
EXISTING_TRIGGERS = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
    "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    " AND tgrelid IN (SELECT oid FROM pg_class WHERE pg_table_is_visible(oid)) AND tgname LIKE %s",
}
COUNT = f"UPDATE {TABLE} SET version = version + 1"
register_deferrable(PREFIX, lambda cursor, last_rowid: cursor.execute(COUNT))


@dataclass(frozen=True)
class WatchedApp:
    """An app whose changes count: of all models but `exclude`, of those in `columns` in these only."""

    app_label: str
    exclude: frozenset[str]
    columns: dict[str, tuple[str, ...]]


class _PublicPages:
    """Stands for the models of public pages when the database router is asked where to read."""

    class _meta:
        app_label = "pages"


_watched: dict[str, WatchedApp] = {}


def watch(app: AppConfig, exclude: tuple[str, ...] = (), **columns: tuple[str, ...]) -> None:
    """Count changes of the models of an app.

    `exclude` names models that no public page shows; `Model=("column", ...)` counts updates of only these
    columns.
    """
    _watched[app.label] = WatchedApp(app.label, frozenset(exclude), columns)


def current() -> int:
    """The data version, from the database that this request reads from.

    The query also shows whether the connection still works, so Django's own health check is skipped.
    """
    connection = connections[router.db_for_read(cast(type[Model], _PublicPages))]
    connection.health_check_done = True  # type: ignore[attr-defined]  # missing in django-stubs
    try:
        return _read(connection)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()  # the server has restarted or closed the connection
        return _read(connection)


def _read(connection: BaseDatabaseWrapper) -> int:
    in_transaction = connection.in_atomic_block and connection.vendor == "postgresql"
    with prepared_cursor(connection) as cursor:
        cursor.execute(READ_IN_TRANSACTION if in_transaction else READ)
        return cursor.fetchone()[0] or 0


def install_triggers(sender: Any, using: str, **kwargs: Any) -> None:
    """Create missing triggers (and the table), and drop those that are no longer wanted; after `migrate`."""
    connection = connections[using]
    wanted = {name: sql for model in _watched_models() for name, sql in _triggers(model, connection.vendor)}
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            _create_table(cursor, connection.vendor)
        cursor.execute(EXISTING_TRIGGERS[connection.vendor], [f"{PREFIX}%"])
        existing = dict(cursor.fetchall())
        for name in existing.keys() - wanted.keys():
            on = "" if connection.vendor == "sqlite" else f" ON {existing[name]}"
            cursor.execute(f"DROP TRIGGER {name}{on}")
        for name in wanted.keys() - existing.keys():
            cursor.execute(wanted[name])


def _create_table(cursor: CursorWrapper, vendor: str) -> None:
    if vendor == "sqlite":
        cursor.execute(f"CREATE TABLE {TABLE} (id integer PRIMARY KEY, version bigint NOT NULL)")
    else:
        cursor.execute(f"CREATE TABLE {TABLE} (id bigserial PRIMARY KEY, version bigint NOT NULL)")
        cursor.execute(FUNCTION)
    cursor.execute(f"INSERT INTO {TABLE} (version) VALUES (1)")


def _watched_models() -> list[type[Model]]:
    """The models whose tables count, many-to-many join tables included."""
    models = (
        model
        for watched in _watched.values()
        for model in apps.get_app_config(watched.app_label).get_models(include_auto_created=True)
        if model.__name__ not in watched.exclude
    )
    return [model for model in models if model._meta.managed and not model._meta.proxy]


def _triggers(model: type[Model], vendor: str) -> Iterator[tuple[str, str]]:
    """(name, CREATE statement) of each trigger of a table; the name contains a checksum of the statement."""
    table = model._meta.db_table
    columns = _watched[model._meta.app_label].columns.get(model.__name__, ())
    change = f"UPDATE OF {', '.join(columns)}" if columns else "UPDATE"
    if vendor == "sqlite":
        count = f"BEGIN {COUNT}; END"
        bodies = [f"AFTER {event} ON {table} {count}" for event in ("INSERT", change, "DELETE")]
    else:
        events = f"AFTER INSERT OR {change} OR DELETE OR TRUNCATE"
        bodies = [f"{events} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_bump()"]
    for body in bodies:
        name = f"{PREFIX}{zlib.crc32(body.encode()):08x}"
        yield name, f"CREATE TRIGGER {name} {body}"
