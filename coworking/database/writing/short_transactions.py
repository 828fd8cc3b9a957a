"""Long writing in short transactions, so that people who write beside it are not sent away.

SQLite has one writer at a time. Whoever waits for it asks again after pauses that grow to 100 ms (the busy
handler's, https://sqlite.org/src/file?name=src/main.c): a lock that is free for a moment only is missed by
chance, again and again. So a command leaves it free for longer than the longest pause.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction

LONGEST_SECONDS = 0.3  # after which a transaction takes no more work
FREE_SECONDS = 0.12

_last = threading.local()


class Turn:
    """One transaction of several; `is_over` when it should end, so that others get their turn."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    @property
    def is_over(self) -> bool:
        return time.monotonic() - self._started > LONGEST_SECONDS


@contextmanager
def short_transaction(using: str = DEFAULT_DB_ALIAS) -> Iterator[Turn]:
    """A transaction of a command that has several of them.

    On SQLite it begins when the lock was free for a while since this thread's last one. Within another
    transaction it is a savepoint.
    """
    connection = connections[using]
    gives_way = connection.vendor == "sqlite" and not connection.in_atomic_block
    if gives_way:
        time.sleep(max(0.0, getattr(_last, "ended", 0.0) + FREE_SECONDS - time.monotonic()))
    try:
        with transaction.atomic(using):
            yield Turn()
    finally:
        if gives_way:
            _last.ended = time.monotonic()
