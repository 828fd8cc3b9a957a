"""Data versions: a number for each table that grows whenever something in it changes that a page may show.

The database itself counts, by triggers on every table that an app `watch`es: so bulk imports, raw SQL and
cascades count too, and a rollback takes its count back. `migrate` keeps the triggers in step with the tables.
Tables whose rows belong to many pages, such as comments, are counted in parts: a comment on one space leaves
the pages of nearly all others as they are.

`coworking.caching.reads` notices which tables a page reads, and so on which versions it depends.

On PostgreSQL writers must not wait for each other: each transaction counts a table once, in a row that no
other transaction has locked, and the version of a table is the sum of its rows.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from django.apps import AppConfig, apps
from django.db import InterfaceError, OperationalError, connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from coworking.database.cursors import prepared_cursor
from coworking.database.triggers import register_deferrable

TABLE = "coworking_data_version"  # without a model: it is not moved, flushed or edited
PREFIX = "data_version_"
PARTS = 64  # of a table that is counted in parts
Versions = Mapping[str, int]  # by the name of a table, and "table/part"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION {TABLE}_bump() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    mine text := txid_current()::text || ': ';
    counted text := current_setting('coworking.counted', true);
    names text[] := ARRAY[TG_ARGV[0]];
    changed text;
BEGIN
    IF counted IS NULL OR NOT starts_with(counted, mine) THEN
        counted := mine;
    END IF;
    IF TG_NARGS > 1 AND TG_OP <> 'TRUNCATE' THEN
        changed := CASE TG_OP WHEN 'INSERT' THEN 'TABLE new_rows' WHEN 'DELETE' THEN 'TABLE old_rows'
            ELSE 'TABLE old_rows UNION ALL TABLE new_rows' END;
        EXECUTE format(
            'SELECT array_agg(DISTINCT %L || ((%s) %% {PARTS})) FROM (%s) AS changed',
            TG_ARGV[0] || '/', TG_ARGV[1], changed
        ) INTO names;
    END IF;
    FOR i IN 1 .. coalesce(array_length(names, 1), 0) LOOP
        CONTINUE WHEN position(' ' || names[i] || ' ' IN counted) > 0;
        UPDATE {TABLE} SET version = version + 1 WHERE id = (
            SELECT id FROM {TABLE} WHERE name = names[i] ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
        );
        IF NOT FOUND THEN
            INSERT INTO {TABLE} (name, version) VALUES (names[i], 1);
        END IF;
        counted := counted || names[i] || ' ';
    END LOOP;
    PERFORM set_config('coworking.counted', counted, true);
    RETURN NULL;
END $$
"""
COUNT = f"UPDATE {TABLE} SET version = version + 1"
READ = f"SELECT SUM(version) FROM {TABLE}"
READ_ALL = f"SELECT name, version FROM {TABLE}"
READ_IN_TRANSACTION = {
    "sqlite": READ_ALL,
    # It also resets the flag, so that the next change in this transaction counts again.
    "postgresql": READ_ALL.replace(" FROM", ", set_config('coworking.counted', '', true) FROM"),
}
CREATE = {
    "sqlite": (f"CREATE TABLE {TABLE} (name text PRIMARY KEY, version bigint NOT NULL) WITHOUT ROWID",),
    "postgresql": (
        f"CREATE TABLE {TABLE} (id bigserial PRIMARY KEY, name text NOT NULL, version bigint NOT NULL)",
        f"CREATE INDEX ON {TABLE} (name)",
    ),
}
EXISTING_TRIGGERS = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
    "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    " AND tgrelid IN (SELECT oid FROM pg_class WHERE pg_table_is_visible(oid)) AND tgname LIKE %s",
}


@dataclass(frozen=True)
class Counted:
    """How changes of a model's rows are counted: updates of `columns` only, if any are named.

    `part` is SQL over a row called `changed`: whole numbers, by which the rows are counted in parts.
    `inserts` is false where a new row shows on no page before another table refers to it.
    """

    columns: tuple[str, ...] = ()
    part: str = ""
    inserts: bool = True


@dataclass(frozen=True)
class WatchedApp:
    """An app whose changes count: of all models but `exclude`, of some in a way of their own."""

    app_label: str
    exclude: frozenset[str]
    counted: dict[str, Counted]


class _PublicPages:
    """Stands for the models of public pages when the database router is asked where to read."""

    class _meta:
        app_label = "pages"


_watched: dict[str, WatchedApp] = {}
# By database: the versions that this process read last, and their sum. The same sum means the same versions.
_known: dict[str, tuple[int, Versions]] = {}


def watch(app: AppConfig, exclude: tuple[str, ...] = (), **counted: Counted) -> None:
    """Count changes of the models of an app; `exclude` names models that no public page shows."""
    _watched[app.label] = WatchedApp(app.label, frozenset(exclude), counted)


@lru_cache
def watched_tables() -> dict[str, Counted]:
    """Return how each table is counted, many-to-many join tables included."""
    return {
        model._meta.db_table: watched.counted.get(model.__name__, Counted())
        for watched in _watched.values()
        for model in apps.get_app_config(watched.app_label).get_models(include_auto_created=True)
        if model.__name__ not in watched.exclude and model._meta.managed and not model._meta.proxy
    }


def part_of(table: str, key: int) -> str:
    """Return the name of the part of a table that has the rows with this number."""
    return f"{table}/{key % PARTS}"


def versions() -> Versions:
    """Return all versions, from the database that this request reads from.

    The query also shows whether the connection still works, so Django's own health check is skipped.
    """
    connection = connections[router.db_for_read(cast(type[Model], _PublicPages))]
    connection.health_check_done = True  # type: ignore[attr-defined]  # missing in django-stubs
    try:
        return _read(connection)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()  # the server has restarted or closed the connection, or another one took over
        forget()
        return _read(connection)


def forget() -> None:
    """Forget the versions that this process has read."""
    _known.clear()


def _read(connection: BaseDatabaseWrapper) -> Versions:
    """Read the sum alone while it is the one that is known; in a transaction, which may be undone, all."""
    with prepared_cursor(connection) as cursor:
        if connection.in_atomic_block:
            cursor.execute(READ_IN_TRANSACTION[connection.vendor])
            return _in_all_parts(cursor.fetchall())
        cursor.execute(READ)
        total, found = cursor.fetchone()[0], _known.get(connection.alias)
        if found is None or found[0] != total:
            cursor.execute(READ_ALL)
            rows = cursor.fetchall()
            found = _known[connection.alias] = sum(row[1] for row in rows), _in_all_parts(rows)
        return found[1]


def _in_all_parts(rows: Iterable[tuple[Any, ...]]) -> Versions:
    """Return the versions of tables and parts: one grows with each change in the table, or in the part."""
    counts = Counter[str]()
    for name, version, *_reset in rows:
        counts[name] += version
    found = dict.fromkeys(watched_tables(), 0) | counts
    for table, parts in _parts().items():
        if parts:
            found |= {name: counts[name] + counts[table] for name in parts}
            found[table] = counts[table] + sum(counts[name] for name in parts)
    return found


@lru_cache
def _parts() -> dict[str, list[str]]:
    """The names of the parts of each table; none of those that are counted as a whole."""
    tables = watched_tables().items()
    return {
        table: [part_of(table, part) for part in range(PARTS if counted.part else 0)]
        for table, counted in tables
    }


def install_triggers(sender: Any, using: str, **kwargs: Any) -> None:
    """Create missing triggers (and the table), and drop those that are no longer wanted; after `migrate`."""
    connection = connections[using]
    vendor, tables = connection.vendor, watched_tables()
    wanted = {name: sql for table in tables for name, sql in _triggers(table, vendor)}
    with transaction.atomic(using), connection.cursor() as cursor:
        cursor.execute(EXISTING_TRIGGERS[vendor], [f"{PREFIX}%"])
        existing = dict(cursor.fetchall())
        for name in existing.keys() - wanted.keys():
            on = "" if vendor == "sqlite" else f" ON {existing[name]}"
            cursor.execute(f"DROP TRIGGER {name}{on}")
        _create_table(connection, cursor)
        if vendor == "postgresql":
            cursor.execute(FUNCTION)
        else:
            names = [(name,) for table, parts in _parts().items() for name in (table, *parts)]
            cursor.executemany(f"INSERT OR IGNORE INTO {TABLE} (name, version) VALUES (%s, 0)", names)
        for name in wanted.keys() - existing.keys():
            cursor.execute(wanted[name])


def _create_table(connection: BaseDatabaseWrapper, cursor: CursorWrapper) -> None:
    """Create the table where it is missing. The former one, without names, is replaced; its count goes on."""
    counted, vendor = 0, connection.vendor
    if TABLE in connection.introspection.table_names(cursor):
        columns = connection.introspection.get_table_description(cursor, TABLE)
        if any(column.name == "name" for column in columns):
            return
        cursor.execute(READ)
        counted = cursor.fetchone()[0] or 0
        cursor.execute(f"DROP TABLE {TABLE}")
    for statement in CREATE[vendor]:
        cursor.execute(statement)
    cursor.execute(f"INSERT INTO {TABLE} (name, version) VALUES ('', %s)", [counted + 1])


def _triggers(table: str, vendor: str) -> Iterator[tuple[str, str]]:
    """(name, CREATE statement) of each trigger of a table; the name contains a checksum of the statement."""
    for body in (_on_sqlite if vendor == "sqlite" else _on_postgresql)(table, watched_tables()[table]):
        name = f"{PREFIX}{zlib.crc32(body.encode()):08x}"
        yield name, f"CREATE TRIGGER {name} {body}"


def _on_sqlite(table: str, counted: Counted) -> Iterator[str]:
    changes = _changes(counted)
    for event, rows in (("INSERT", ("new",)), (changes, ("old", "new")), ("DELETE", ("old",))):
        if event != "INSERT" or counted.inserts:
            names = {_name_sql(table, counted.part.replace("changed.", f"{row}.")): None for row in rows}
            yield f"AFTER {event} ON {table} BEGIN {COUNT} WHERE name IN ({', '.join(names)}); END"


def _on_postgresql(table: str, counted: Counted) -> Iterator[str]:
    """Once a statement; its rows are looked at where the table is counted in parts."""
    changes = _changes(counted)
    if not counted.part:
        events = " OR ".join(["INSERT"] * counted.inserts + [changes, "DELETE", "TRUNCATE"])
        yield f"AFTER {events} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_bump('{table}')"
        return
    old, new = "OLD TABLE AS old_rows", "NEW TABLE AS new_rows"
    call = f"EXECUTE FUNCTION {TABLE}_bump('{table}', '{counted.part}')"
    for event, rows in (("INSERT", new), (changes, f"{old} {new}"), ("DELETE", old), ("TRUNCATE", "")):
        seen = f"REFERENCING {rows} " if rows else ""
        yield f"AFTER {event} ON {table} {seen}FOR EACH STATEMENT {call}"


def _changes(counted: Counted) -> str:
    return f"UPDATE OF {', '.join(counted.columns)}" if counted.columns else "UPDATE"


def _name_sql(table: str, part: str) -> str:
    """The name that is counted for a row, as SQL."""
    return f"'{table}/' || (({part}) % {PARTS})" if part else f"'{table}'"


def _count_batch(cursor: CursorWrapper, table: str, last_rowid: int) -> None:
    """Do the work of the triggers on SQLite for all rows after one."""
    name = _name_sql(table, watched_tables()[table].part).replace("%", "%%")
    new = f"SELECT {name} FROM {table} AS changed WHERE changed.rowid > %s"
    cursor.execute(f"{COUNT} WHERE name IN ({new})", [last_rowid])


register_deferrable(PREFIX, _count_batch)
