"""Work that only one process may do at a time, such as an import: a lock that ends with its holder.

Also when the holder is killed: on SQLite it is a lock of the operating system on a file beside the database,
on PostgreSQL an advisory lock of a connection of its own. In a transaction, that works behind a pooler too.
"""

import fcntl
import os
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

PATIENCE_SECONDS = 3.0
RETRY_SECONDS = 0.1
_in_memory = Lock()


class Occupied(Exception):
    """Somebody else does this work now."""


@contextmanager
def exclusive(name: str) -> Iterator[None]:
    """Do what the block does alone. Raises Occupied if another one does not end within seconds."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "sqlite":
        lock = _advisory_lock(connection, name)
    elif connection.is_in_memory_db():  # type: ignore[attr-defined]  # of SQLite's wrapper
        lock = _thread_lock()
    else:
        lock = _file_lock(f"{connection.settings_dict['NAME']}.{name}.lock")
    with lock:
        yield


@contextmanager
def _file_lock(path: str) -> Iterator[None]:
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        for _try in _tries():
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                continue
        else:
            raise Occupied
        yield
    finally:
        os.close(file)


@contextmanager
def _advisory_lock(connection: BaseDatabaseWrapper, name: str) -> Iterator[None]:
    own = connection.copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            for _try in _tries():
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [zlib.crc32(name.encode())])
                if cursor.fetchone()[0]:
                    break
            else:
                raise Occupied
            yield
    finally:
        own.close()


@contextmanager
def _thread_lock() -> Iterator[None]:
    """A database in memory belongs to one process."""
    if not _in_memory.acquire(timeout=PATIENCE_SECONDS):
        raise Occupied
    try:
        yield
    finally:
        _in_memory.release()


def _tries() -> Iterator[None]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    yield
    while time.monotonic() < deadline:
        time.sleep(RETRY_SECONDS)
        yield
