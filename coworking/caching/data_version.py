"""A number that changes whenever something changes that a public page may show.

The database itself counts: triggers on every table that rooms `watch`, so that bulk imports, raw SQL and
cascades count too, a rollback takes its count back, and nobody has to remember. `migrate` keeps the triggers
in step with the tables. On PostgreSQL writers must not wait for each other: each transaction counts in a row
that no other one holds, once, and the number is the sum of all rows.
"""

import zlib
from dataclasses import dataclass
from typing import cast

from django.apps import AppConfig, apps
from django.db import InterfaceError, OperationalError, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from coworking.database.cursors import preparing_cursor
from coworking.database.triggers import may_rest

TABLE = "coworking_data_version"  # no model: it is neither moved, nor flushed, nor edited
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
# Whoever reads inside of a transaction on PostgreSQL sees its next change counted again.
READ_INSIDE = f"SELECT SUM(version), set_config('coworking.counted', '', true) FROM {TABLE}"
EXISTING = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
    "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    " AND tgrelid IN (SELECT oid FROM pg_class WHERE pg_table_is_visible(oid)) AND tgname LIKE %s",
}
COUNT = f"UPDATE {TABLE} SET version = version + 1"
may_rest(PREFIX, lambda cursor, last: cursor.execute(COUNT))


@dataclass(frozen=True)
class Watched:
    """The models of a room, without those that no page shows; of some only these columns count."""

    app_label: str
    unseen: frozenset[str]
    columns: dict[str, tuple[str, ...]]


class _Pages:
    """What a database router is asked about: where do public pages read?"""

    class _meta:
        app_label = "pages"


_rooms: dict[str, Watched] = {}


def watch(room: AppConfig, unseen: tuple[str, ...] = (), **columns: tuple[str, ...]) -> None:
    """Count changes of all models of a room; not of those named `unseen`, of others only those `columns`."""
    _rooms[room.label] = Watched(room.label, frozenset(unseen), columns)


def current() -> int:
    """The number as the database that this page reads from has it.

    It tells whether the connection still stands, too: Django need not ask for that as well.
    """
    connection = connections[router.db_for_read(cast(type[Model], _Pages))]
    connection.health_check_done = True  # type: ignore[attr-defined]  # newer than the stubs
    try:
        return _read(connection)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()  # the server was started anew, or went away
        return _read(connection)


def _read(connection: BaseDatabaseWrapper) -> int:
    is_inside = connection.in_atomic_block and connection.vendor == "postgresql"
    with preparing_cursor(connection) as cursor:
        cursor.execute(READ_INSIDE if is_inside else READ)
        return cursor.fetchone()[0] or 0


def install(sender, using: str, **kwargs) -> None:
    """Make the table and the triggers that lack, and drop those that nobody wants any more."""
    connection = connections[using]
    wanted = {name: sql for model in _models() for name, sql in _triggers(model, connection.vendor)}
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            _make_table(cursor, connection.vendor)
        cursor.execute(EXISTING[connection.vendor], [f"{PREFIX}%"])
        existing = dict(cursor.fetchall())
        for name in existing.keys() - wanted.keys():
            on = "" if connection.vendor == "sqlite" else f" ON {existing[name]}"
            cursor.execute(f"DROP TRIGGER {name}{on}")
        for name in wanted.keys() - existing.keys():
            cursor.execute(wanted[name])


def _make_table(cursor, vendor: str) -> None:
    if vendor == "sqlite":
        cursor.execute(f"CREATE TABLE {TABLE} (id integer PRIMARY KEY, version bigint NOT NULL)")
    else:
        cursor.execute(f"CREATE TABLE {TABLE} (id bigserial PRIMARY KEY, version bigint NOT NULL)")
        cursor.execute(FUNCTION)
    cursor.execute(f"INSERT INTO {TABLE} (version) VALUES (1)")


def _models() -> list[type[Model]]:
    """The tables that count, those that only join two others included."""
    rooms = (apps.get_app_config(label).get_models(include_auto_created=True) for label in _rooms)
    models = (model for room in rooms for model in room if model._meta.managed and not model._meta.proxy)
    return [model for model in models if model.__name__ not in _rooms[model._meta.app_label].unseen]


def _triggers(model: type[Model], vendor: str):
    """(name, statement) of each trigger of a table; what it says is part of its name."""
    table = model._meta.db_table
    columns = _rooms[model._meta.app_label].columns.get(model.__name__, ())
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
