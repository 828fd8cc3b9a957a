"""Bulk writes: insert and update many rows of one table with one prepared statement.

`bulk_create` resolves each value of each row as if it could be an expression, and needs an object for each
row; in an import of a million records that took half of the time. Here values are passed column by column,
and those that the database takes as they are (nearly all) are not looked at one by one. Use `bulk_create`
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
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model, QuerySet
from django.db.models.base import ModelState
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from coworking.database.triggers import MIN_ROWS, deferred_triggers

if TYPE_CHECKING:
    AnyField = Field[Any, Any]  # generic in django-stubs only
else:
    AnyField = Field

M = TypeVar("M", bound=Model)
ColumnValues = Mapping[str, Sequence[Any]]  # {attname of a field: its value in each row}
SQLITE_CACHE_KB = 131_072
# {a field's get_prep_value: types of values that it returns unchanged}
AS_IS: dict[Callable[..., Any], set[type]] = {
    models.CharField.get_prep_value: {str},
    models.TextField.get_prep_value: {str},
    models.FloatField.get_prep_value: {float},
    models.BooleanField.get_prep_value: {bool},
}
AS_IS_ON_SQLITE = AS_IS | {  # on PostgreSQL Django wraps an integer to give psycopg its size
    models.IntegerField.get_prep_value: {int},
    models.AutoField.get_prep_value: {int},
}
OFTEN_REPEATED = {Decimal, dt.datetime, NoneType}  # few different values in a batch: each is prepared once


def collect_garbage_less_often() -> None:
    """Let this process collect garbage a hundredth as often; for commands that make rows by the thousand.

    Rows are freed by reference counting once they are written; looking for cycles took a sixth of the time.
    """
    gc.set_threshold(70_000, 20, 20)


def enlarge_sqlite_cache(using: str) -> None:
    """On SQLite, let this connection cache 128 MB of pages, and turn memory mapping off.

    With the default of 2 MB, the changed pages of every index are written to disk and read back repeatedly.
    """
    if connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{SQLITE_CACHE_KB}")
            cursor.execute("PRAGMA mmap_size = 0")


def written_fields(model: type[Model], with_key: bool = True) -> list[AnyField]:
    """The fields of `model` that are written to its table; generated columns are not."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    return [field for field in fields if with_key or not field.primary_key]


def insert(model: type[Model], objects: Iterable[Model], with_key: bool = False) -> None:
    """Insert unsaved objects whose related objects are saved; sends no signals, sets no keys on them."""
    _write_objects(model, written_fields(model, with_key), list(objects), is_appended=not with_key)


def insert_with_keys(model: type[Model], objects: Sequence[Model]) -> None:
    """Insert unsaved objects and set their keys; only in a transaction. Sends no signals."""
    for obj, key in zip(objects, reserve_keys(model, len(objects)), strict=True):
        obj.pk = key
    _write_objects(model, written_fields(model), list(objects), is_appended=True)


def instance_factory(model: type[M]) -> Callable[[Mapping[str, Any]], M]:
    """A function that makes an unsaved instance of values by attname; all other fields have their defaults.

    Django's constructor computes the default of every field for every object. Sends no signals. Not for
    models with a mutable default, which the instances would share.
    """
    defaults = {name: value for name, value in vars(model()).items() if name != "_state"}

    def make(values: Mapping[str, Any]) -> M:
        new = model.__new__(model)
        new._state = ModelState()
        vars(new).update(defaults, **values)
        return new

    return make


def reserve_keys(model: type[Model], count: int) -> list[int]:
    """New primary keys that no other transaction gets; only in a transaction.

    On SQLite a writing transaction has the database to itself (`transaction_mode` is IMMEDIATE).
    """
    connection = connections[router.db_for_write(model)]
    if not connection.in_atomic_block:
        raise TransactionManagementError("keys are reserved in a transaction only")
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


def insert_columns(model: type[Model], values: ColumnValues, *, ignore_conflicts: bool = False) -> None:
    """Insert rows, given column by column, without making objects.

    Every other column gets its default, or the current time for `auto_now` and `auto_now_add`.
    """
    using = router.db_for_write(model)
    fields = [field for field in written_fields(model) if field.attname in values or not field.primary_key]
    columns = [
        values[field.attname]
        if field.attname in values
        else repeat(_prepared_default(field, connections[using]))
        for field in fields
    ]
    is_appended = not any(isinstance(field, models.AutoField) for field in fields)
    _write(model, fields, columns, using, is_appended, ignore_conflicts)


def insert_values(
    model: type[Model], fields: Sequence[AnyField], rows: Sequence[Sequence[Any]], using: str
) -> None:
    """Insert rows of Python values, in the order of `fields`, into the database `using`."""
    columns = list(zip(*rows, strict=True)) or [()] * len(fields)
    _write(model, fields, columns, using, is_appended=False)


def update_columns(model: type[Model], by: str, keys: Sequence[Any], values: ColumnValues) -> None:
    """Set columns of the rows whose column `by` equals one of `keys`; values are in the order of `keys`."""
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    fields = {field.attname: field for field in written_fields(model)}
    sets = ", ".join(f"{quote(fields[name].column or '')} = %s" for name in values)
    columns = [_prepare(fields[name], column, connection) for name, column in (*values.items(), (by, keys))]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(fields[by].column or '')} = %s",
            list(zip(*columns, strict=True)),
        )


def delete(queryset: QuerySet[Any], using: str = DEFAULT_DB_ALIAS) -> None:
    """Delete rows with one DELETE: no signals, and no related rows are loaded or deleted.

    The only place that calls the private `QuerySet._raw_delete()`.
    """
    queryset._raw_delete(using)


def _write_objects(
    model: type[Model], fields: Sequence[AnyField], objects: list[Model], is_appended: bool
) -> None:
    columns = [_values_of_objects(field, objects) for field in fields]
    _write(model, fields, columns, router.db_for_write(model), is_appended)


def _write(
    model: type[Model],
    fields: Sequence[AnyField],
    columns: "Sequence[Sequence[Any] | repeat[Any]]",
    using: str,
    is_appended: bool,
    ignore_conflicts: bool = False,
) -> None:
    """Insert the rows; `is_appended` if all their keys are greater than those in the table.

    A column that is a `repeat` is prepared already.
    """
    connection = connections[using]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column or "") for field in fields)
    placeholders = ", ".join(["%s"] * len(fields))
    conflicts = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    prepared = [
        column if isinstance(column, repeat) else _prepare(field, column, connection)
        for field, column in zip(fields, columns, strict=True)
    ]
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({placeholders}){conflicts}"
    rows = list(zip(*prepared, strict=False))
    defers = is_appended and len(rows) >= MIN_ROWS
    with deferred_triggers(model, using) if defers else nullcontext(), connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def _values_of_objects(field: AnyField, objects: list[Model]) -> list[Any]:
    if type(field).pre_save is Field.pre_save:
        return list(map(attrgetter(field.attname), objects))
    return [field.pre_save(obj, add=True) for obj in objects]


def _prepared_default(field: AnyField, connection: BaseDatabaseWrapper) -> Any:
    """The value of a column that the caller does not give, ready for the database."""
    sets_time = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return field.get_db_prep_save(timezone.now() if sets_time else field.get_default(), connection)


def _prepare(field: AnyField, column: Sequence[Any], connection: BaseDatabaseWrapper) -> Iterable[Any]:
    """The values of a column, ready for the database."""
    types = set(map(type, column))
    if types <= _types_as_is(field, connection):
        return column
    prepare = partial(field.get_db_prep_save, connection=connection)
    if types <= OFTEN_REPEATED:
        prepared = {value: prepare(value) for value in set(column)}
        return [prepared[value] for value in column]
    return map(prepare, column)


def _types_as_is(field: AnyField, connection: BaseDatabaseWrapper) -> set[type]:
    """The types of values that need no preparation for this field."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    as_is = AS_IS_ON_SQLITE if connection.vendor == "sqlite" else AS_IS
    return as_is.get(type(field).get_prep_value, set()) | {NoneType}
