"""Deferring triggers on SQLite: a bulk insert drops them, and does their work once at the end.

SQLite runs a trigger for each row, and also keeps a statement journal per row so that it can undo the row:
that was half of the time of a large insert. PostgreSQL's triggers run once per statement.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

MIN_ROWS = 200  # fewer rows do not make up for dropping and creating the triggers
_AFTER_INSERT = re.compile(r"\bAFTER INSERT ON\b")
# Called with a cursor, the name of the table, and the greatest rowid of before.
BatchWork = Callable[[CursorWrapper, str, int], object]
_batch_work: dict[str, BatchWork] = {}  # {prefix of the triggers' names: what does their work}


def register_deferrable(prefix: str, batch_work: BatchWork) -> None:
    """Let AFTER INSERT triggers whose names start with `prefix` be deferred.

    `batch_work(cursor, table, rowid)` does their work for all rows whose rowid is greater than `rowid`.
    """
    _batch_work[prefix] = batch_work


@contextmanager
def deferred_triggers(model: type[Model], using: str) -> Iterator[None]:
    """Defer the triggers of a table in this context; only for inserts whose keys exceed all existing ones.

    Does nothing on PostgreSQL or outside a transaction. After an error the whole transaction is rolled back,
    and with it the dropping of the triggers.
    """
    connection = connections[using]
    if connection.vendor != "sqlite" or not connection.in_atomic_block:
        yield
        return
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        deferred = list(_deferrable_triggers(cursor, model._meta.db_table))
        cursor.execute(f"SELECT max(rowid) FROM {table}")
        last_rowid = cursor.fetchone()[0] or 0
        try:
            for name, _sql, _work in deferred:
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
            yield
            for _name, sql, batch_work in deferred:
                batch_work(cursor, model._meta.db_table, last_rowid)
                cursor.execute(sql)
        except BaseException:
            transaction.set_rollback(True, using)
            raise


def _deferrable_triggers(cursor: CursorWrapper, table: str) -> Iterator[tuple[str, str, BatchWork]]:
    """(name, CREATE statement, batch work) of each trigger of the table that may be deferred."""
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
    for name, sql in cursor.fetchall():
        for prefix, batch_work in _batch_work.items():
            if name.startswith(prefix) and _AFTER_INSERT.search(sql):
                yield name, sql, batch_work
