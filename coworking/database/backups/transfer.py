"""Copy a whole database into another one, and verify every value before the copy is committed.

No library does this in both directions: `dumpdata` keeps a whole site in memory and sends signals, pgloader
does not know Django's types in SQLite. Here the target's own migrations create the tables, rows are copied in
chunks with their keys, and digests of all values on both sides must agree.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model
from django.db.utils import ConnectionHandler

from coworking.database import bulk
from coworking.database.urls import database

CHUNK_SIZE = 1000
Row = tuple[Any, ...]


class MoveError(Exception):
    """Nothing was moved; the message says why, as the end of a sentence."""


@dataclass
class TableDigest:
    """The number of rows, and a digest of all their values that does not depend on their order."""

    rows: int = 0
    digest: int = 0

    def add(self, row: Row) -> None:
        text = "\x1f".join(map(canonical_text, row)).encode(errors="surrogatepass")
        self.rows += 1
        self.digest += int.from_bytes(hashlib.blake2b(text, digest_size=16).digest())
        self.digest %= 2**128


def canonical_text(value: Any) -> str:
    """A value as text that is the same on every database."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dict | list):
        return json.dumps(with_whole_numbers(value), sort_keys=True)
    return f"{value!r}"


def with_whole_numbers(value: Any) -> Any:
    """JSON with 1.0 replaced by 1, which PostgreSQL does not distinguish."""
    if isinstance(value, dict):
        return {key: with_whole_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [with_whole_numbers(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def all_models(without: Iterable[str] = ()) -> list[type[Model]]:
    """Every model with a table, many-to-many join tables included; `without` names models to leave out."""
    own = (
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    )
    return [model for model in own if model._meta.label_lower not in without]


@contextmanager
def open_database(url: str, alias: str = "target") -> Iterator[str]:
    """Make the database at `url` available under an alias."""
    connections[alias] = ConnectionHandler({"default": {}, alias: database(url, setting="The URL")})[alias]
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]


@contextmanager
def fill_empty(alias: str) -> Iterator[None]:
    """Fill an empty database completely or not at all: on SQLite an incomplete file is deleted."""
    try:
        if connections[alias].introspection.table_names():
            raise MoveError("it has tables already, and a move needs an empty database")
    except DatabaseError as error:
        raise MoveError(f"it does not answer: {error}") from error
    if connections[alias].vendor != "sqlite":
        with transaction.atomic(using=alias):
            yield
        return
    try:
        yield
    except BaseException:
        connections[alias].close()
        name = str(connections[alias].settings_dict["NAME"])
        for part in ("", "-wal", "-shm"):
            Path(name + part).unlink(missing_ok=True)
        raise


def move(source: str, target: str, moved: list[type[Model]], report: Callable[[str, int], None]) -> None:
    """Copy the rows of the models `moved` into an empty target and verify them.

    Calls `report(table, rows)` after each table. Raises MoveError; inside `fill_empty` nothing is left then.
    """
    _refuse_unmigrated(source)
    bulk.enlarge_sqlite_cache(target)
    call_command("migrate", database=target, verbosity=0, interactive=False)
    with transaction.atomic(using=target), _consistent_snapshot(source):
        _defer_constraints(target)
        for model in all_models():  # rows that migrations insert come from the source, too
            bulk.delete(model._base_manager.all(), using=target)
        ContentType.objects.clear_cache()
        for model in moved:
            report(model._meta.db_table, _transfer_table(model, source, target))
        _set_sequences(target, moved)
        connections[target].check_constraints()


def _defer_constraints(alias: str) -> None:
    """Check foreign keys at the end of the transaction: rows are inserted before those that they refer to.

    On PostgreSQL a migration that adds a foreign key makes it immediate until the transaction ends, and the
    migrations of the target run in the transaction of the move.
    """
    if connections[alias].vendor == "postgresql":
        with connections[alias].cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _refuse_unmigrated(source: str) -> None:
    executor = MigrationExecutor(connections[source])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MoveError("the source is older than the code: run manage.py migrate first")


@contextmanager
def _consistent_snapshot(source: str) -> Iterator[None]:
    """All reads in this context see the database as of one moment, whoever writes meanwhile."""
    with transaction.atomic(using=source), connections[source].cursor() as cursor:
        if connections[source].vendor == "postgresql":
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _transfer_table(model: type[Model], source: str, target: str) -> int:
    fields = bulk.written_fields(model)
    sent = TableDigest()
    rows = _rows(model, source)
    try:
        while chunk := list(islice(rows, CHUNK_SIZE)):
            for row in chunk:
                sent.add(row)
            bulk.insert_values(model, fields, chunk, target)
    except (DatabaseError, ValueError) as error:  # a text that is too long, or that PostgreSQL cannot store
        raise MoveError(f"{model._meta.db_table}: {str(error).strip()}") from error
    arrived = TableDigest()
    for row in _rows(model, target):
        arrived.add(row)
    if sent != arrived:
        raise MoveError(
            f"{model._meta.db_table}: {sent.rows} rows left, {arrived.rows} arrived, not the same"
        )
    return arrived.rows


def _rows(model: type[Model], alias: str) -> Iterator[Row]:
    names = [field.attname for field in bulk.written_fields(model)]
    rows = model._base_manager.using(alias).order_by("pk").values_list(*names)
    return iter(rows.iterator(chunk_size=CHUNK_SIZE))


def _set_sequences(target: str, moved: list[type[Model]]) -> None:
    with connections[target].cursor() as cursor:
        for statement in connections[target].ops.sequence_reset_sql(no_style(), moved):
            cursor.execute(statement)
