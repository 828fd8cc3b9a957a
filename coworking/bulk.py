"""Many rows into one table, with one prepared statement.

`bulk_create` resolves every value of every row as if it could be an expression; of an import of a million
records that took half of the time. It stays right wherever the new keys are needed.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections, router
from django.db.models import Field, Model

SQLITE_PAGES_KB = 131_072


def make_room(using: str) -> None:
    """Let SQLite keep 128 MB of changed pages in memory on this connection.

    With its usual 2 MB the pages of every index go to disk and come back, again and again.
    """
    if connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{SQLITE_PAGES_KB}")


def columns(model: type[Model], with_key: bool = True) -> list[Field]:
    """The fields of `model` that are written to its table; those that the database computes are not."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    return [field for field in fields if with_key or not field.primary_key]


def insert(model: type[Model], objects: Iterable[Model]) -> None:
    """Insert unsaved objects whose related rows are saved. Sends no signals; their keys are not learnt."""
    fields = columns(model, with_key=False)
    rows = ([field.pre_save(obj, add=True) for field in fields] for obj in objects)
    insert_values(model, fields, rows, router.db_for_write(model))


def insert_keyed(model: type[Model], objects: Sequence[Model], by: str) -> None:
    """The same, and each learns its key: looked up by the field `by`, which is unique."""
    insert(model, objects)
    values = [getattr(obj, by) for obj in objects]
    keys = dict(model._default_manager.filter(**{f"{by}__in": values}).values_list(by, "pk"))
    for obj in objects:
        obj.pk = keys[getattr(obj, by)]


def insert_values(
    model: type[Model], fields: Sequence[Field], rows: Iterable[Sequence[Any]], using: str
) -> None:
    """Insert rows of Python values, in the order of `fields`, as they are."""
    connection = connections[using]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column or "") for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    prepare = [field.get_db_prep_save for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})",
            [[p(v, connection) for p, v in zip(prepare, row, strict=True)] for row in rows],
        )
