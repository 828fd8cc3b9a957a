"""Dry runs: a command does all that it would do, and nothing of it remains.

On SQLite it works in a copy of the database, so that nobody waits for its lock. The copy is an unnamed
database: a temporary file (in SQLITE_TMPDIR, else TMPDIR, else /var/tmp) that is deleted with its connection,
however the process ends (https://www.sqlite.org/inmemorydb.html). A copy of 700 MB takes about a second.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction

UNNAMED = "file:"


@contextmanager
def rehearsal() -> Iterator[None]:
    """A transaction in which the block sees what it wrote, and nobody else ever does.

    Within another transaction it is a savepoint: SQLite copies no database in which something was written.
    """
    with _copied(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _copied() -> Iterator[None]:
    """On SQLite, let this thread work in a copy of the database."""
    original = connections[DEFAULT_DB_ALIAS]
    if original.vendor != "sqlite" or original.in_atomic_block:
        yield
        return
    copy = original.copy()
    copy.settings_dict = original.settings_dict | {"NAME": UNNAMED}
    original.ensure_connection()
    copy.ensure_connection()
    try:
        original.connection.backup(copy.connection)
        connections[DEFAULT_DB_ALIAS] = copy
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = original
        copy.close()
