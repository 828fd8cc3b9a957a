"""Many rows into one table, with one prepared statement.

`bulk_create` resolves every value of every row as if it could be an expression, and wants an object for every
row; of an import of a million records that took half of the time. Here values go column by column, and those
that the database takes as they are (nearly all) are not looked at one by one. `bulk_create` stays right
wherever the new keys are needed.
"""

import datetime as dt
import gc
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from decimal import Decimal
from functools import partial
from itertools import repeat
from operator import attrgetter
from types import NoneType
from typing import Any, TypeVar

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model
from django.db.models.base import ModelState
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from coworking.database.triggers import MIN_ROWS, deferred_triggers

M = TypeVar("M", bound=Model)
ColumnValues = Mapping[str, Sequence[Any]]  # {name of a column: its value in each row}
SQLITE_CACHE_KB = 131_072
# By how a field prepares its values: the types that it hands to the database as they are.
AS_IS: dict[Callable, set[type]] = {
    models.CharField.get_prep_value: {str},
    models.TextField.get_prep_value: {str},
    models.FloatField.get_prep_value: {float},
    models.BooleanField.get_prep_value: {bool},
}
AS_IS_ON_SQLITE = AS_IS | {  # psycopg is told how long a number is
    models.IntegerField.get_prep_value: {int},
    models.AutoField.get_prep_value: {int},
}
OFTEN_REPEATED = {Decimal, dt.datetime, NoneType}  # a batch holds few different ones: each is prepared once


def collect_garbage_less_often() -> None:
    """Let this process, which makes rows by the thousand, look for garbage a hundredth as often.

    Rows go by themselves when they are written; looking through them all the time took a sixth of it.
    """
    gc.set_threshold(70_000, 20, 20)


def enlarge_sqlite_cache(using: str) -> None:
    """Let SQLite keep 128 MB of changed pages in memory on this connection, and map none of its file besides.

    With its usual 2 MB the pages of every index go to disk and come back, again and again.
    """
    if connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{SQLITE_CACHE_KB}")
            cursor.execute("PRAGMA mmap_size = 0")


def written_fields(model: type[Model], with_key: bool = True) -> list[Field]:
    """The fields of `model` that are written to its table; those that the database computes are not."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    return [field for field in fields if with_key or not field.primary_key]


def insert(model: type[Model], objects: Iterable[Model], with_key: bool = False) -> None:
    """Insert unsaved objects whose related rows are saved. Sends no signals; their keys are not learnt."""
    _write_objects(model, written_fields(model, with_key), list(objects), is_appended=not with_key)


def insert_with_keys(model: type[Model], objects: Sequence[Model]) -> None:
    """The same, and each has its key then. Inside of a transaction."""
    for obj, key in zip(objects, reserve_keys(model, len(objects)), strict=True):
        obj.pk = key
    _write_objects(model, written_fields(model), list(objects), is_appended=True)


def instance_factory(model: type[M]) -> Callable[[Mapping[str, Any]], M]:
    """Makes unsaved objects out of values by the names of columns; the other columns hold their defaults.

    Django's own constructor asks every field for its default, of every object. Sends no signals. Not for
    models with a default that can be changed in place.
    """
    usual = {name: value for name, value in vars(model()).items() if name != "_state"}

    def made(values: Mapping[str, Any]) -> M:
        new = model.__new__(model)
        new._state = ModelState()
        vars(new).update(usual, **values)
        return new

    return made


def reserve_keys(model: type[Model], count: int) -> list[int]:
    """Keys that nobody else gets, for rows that this transaction will write.

    On SQLite a transaction that writes has the database for itself (`transaction_mode` is IMMEDIATE).
    """
    connection = connections[router.db_for_write(model)]
    if not connection.in_atomic_block:
        raise TransactionManagementError("keys are reserved inside of a transaction")
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", [table])
            last = cursor.fetchone()[0] or 0
            return list(range(last + 1, last + 1 + count))
        sequence = "pg_get_serial_sequence(%s, %s)"
        cursor.execute(
            f"SELECT nextval({sequence}) FROM generate_series(1, %s)",
            [connection.ops.quote_name(table), model._meta.pk.column, count],
        )
        return [row[0] for row in cursor.fetchall()]


def insert_columns(model: type[Model], told: ColumnValues, *, ignore_conflicts: bool = False) -> None:
    """Insert rows without making objects of them.

    Every other column holds its default, or now where the field sets the time by itself.
    """
    using = router.db_for_write(model)
    fields = [field for field in written_fields(model) if field.attname in told or not field.primary_key]
    given = [
        told[field.attname] if field.attname in told else repeat(_default_value(field, connections[using]))
        for field in fields
    ]
    is_appended = not any(isinstance(field, models.AutoField) for field in fields)
    _write(model, fields, given, using, is_appended, ignore_conflicts)


def insert_values(
    model: type[Model], fields: Sequence[Field], rows: Sequence[Sequence[Any]], using: str
) -> None:
    """Insert rows of Python values, in the order of `fields`, as they are."""
    _write(model, fields, list(zip(*rows, strict=True)) or [()] * len(fields), using, is_appended=False)


def update_columns(model: type[Model], by: str, keys: Sequence[Any], told: ColumnValues) -> None:
    """Set columns of the rows whose column `by` holds one of the keys."""
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    fields = {field.attname: field for field in written_fields(model)}
    sets = ", ".join(f"{quote(fields[name].column or '')} = %s" for name in told)
    ready = [_prepare(fields[name], values, connection) for name, values in (*told.items(), (by, keys))]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(fields[by].column or '')} = %s",
            list(zip(*ready, strict=True)),
        )


def _write_objects(
    model: type[Model], fields: Sequence[Field], objects: list[Model], is_appended: bool
) -> None:
    given = [_values_of_objects(field, objects) for field in fields]
    _write(model, fields, given, router.db_for_write(model), is_appended)


def _write(
    model: type[Model],
    fields: Sequence[Field],
    given: Sequence[Sequence[Any] | repeat],
    using: str,
    is_appended: bool,
    ignore_conflicts: bool = False,
) -> None:
    """Write the rows; `is_appended` when all keys that they get are greater than those in the table."""
    connection = connections[using]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column or "") for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    unless = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    ready = [
        column if isinstance(column, repeat) else _prepare(field, column, connection)
        for field, column in zip(fields, given, strict=True)
    ]
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks}){unless}"
    rows = list(zip(*ready, strict=False))
    can_rest = is_appended and len(rows) >= MIN_ROWS
    with deferred_triggers(model, using) if can_rest else nullcontext(), connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def _values_of_objects(field: Field, objects: list[Model]) -> list[Any]:
    if type(field).pre_save is Field.pre_save:
        return list(map(attrgetter(field.attname), objects))
    return [field.pre_save(obj, add=True) for obj in objects]


def _default_value(field: Field, connection: BaseDatabaseWrapper) -> Any:
    """The value of a column that nobody told, ready for the database."""
    sets_time = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return field.get_db_prep_save(timezone.now() if sets_time else field.get_default(), connection)


def _prepare(field: Field, column: Sequence[Any], connection: BaseDatabaseWrapper) -> Iterable[Any]:
    types = set(map(type, column))
    if types <= _as_is(field, connection):
        return column
    prepare = partial(field.get_db_prep_save, connection=connection)
    if types <= OFTEN_REPEATED:
        known = {value: prepare(value) for value in set(column)}
        return [known[value] for value in column]
    return map(prepare, column)


def _as_is(field: Field, connection: BaseDatabaseWrapper) -> set[type]:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    known = AS_IS_ON_SQLITE if connection.vendor == "sqlite" else AS_IS
    return known.get(type(field).get_prep_value, set()) | {NoneType}
