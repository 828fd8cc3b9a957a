"""Triggers of SQLite that rest while many rows go into a table; what they stand for is then done once.

A trigger runs for every row, and for each row SQLite keeps a journal of the statement besides, to be able to
take it back: that was half of the time of a large insert. PostgreSQL's triggers run once for each statement.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

FEWEST_ROWS = 500  # fewer do not make up for the triggers that are dropped and made again
_AFTER_INSERT = re.compile(r"\bAFTER INSERT ON\b")
Together = Callable[[CursorWrapper, int], object]  # does it for all rows whose rowid is greater
_together: dict[str, Together] = {}  # {how the name of a trigger begins: what does its work}


def may_rest(prefix: str, together: Together) -> None:
    """Let triggers after an insert rest whose names begin so; `together` does their work for many rows."""
    _together[prefix] = together


@contextmanager
def resting(model: type[Model], using: str) -> Iterator[None]:
    """While rows are appended to the table, inside of a transaction. Those that are added get greater keys.

    The triggers are back afterwards; after a mistake the whole transaction is taken back, and they with it.
    """
    connection = connections[using]
    if connection.vendor != "sqlite" or not connection.in_atomic_block:
        yield
        return
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        resting = list(_resting(cursor, model._meta.db_table))
        cursor.execute(f"SELECT max(rowid) FROM {table}")
        last = cursor.fetchone()[0] or 0
        try:
            for name, _sql, _work in resting:
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
            yield
            for _name, sql, together in resting:
                together(cursor, last)
                cursor.execute(sql)
        except BaseException:
            transaction.set_rollback(True, using)
            raise


def _resting(cursor: CursorWrapper, table: str) -> Iterator[tuple[str, str, Together]]:
    """(name, how it is made, what does its work) of the triggers that may rest."""
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
    for name, sql in cursor.fetchall():
        for prefix, together in _together.items():
            if name.startswith(prefix) and _AFTER_INSERT.search(sql):
                yield name, sql, together
