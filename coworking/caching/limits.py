"""The cache in the database in which rate limits are counted where the processes share no other.

django-allauth counts through Django's cache: it locks a count by adding a key that ends with `:lock`, reads
the times of the last tries, writes them, and deletes the lock. In the memory of each process two workers
would let twice as many tries pass.
"""

import time
from collections.abc import Callable
from threading import Lock
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError, connections, router
from django.utils.crypto import salted_hmac

from coworking.database.writing import waiting

# django-allauth alone waits for 1 s and then refuses: too short for fifty posts at once on SQLite.
WAIT_SECONDS = 20
RETRY_SECONDS = 0.005
# Of the threads of a process that want the same lock one asks the database, and the others wait for it.
_turns = [Lock() for _number in range(64)]


def hashed_key(key: str, key_prefix: str, version: int) -> str:
    """KEY_FUNCTION of the cache: keys contain IP addresses, which are not stored."""
    return salted_hmac("coworking.limits", f"{key_prefix}:{version}:{key}", algorithm="sha256").hexdigest()


class RateLimitCache(DatabaseCache):
    """Django's cache in the database, which waits longer for the lock of a count.

    Raises OperationalError when the database cannot be written to: nobody has tried too often then.
    """

    def add(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        if not key.endswith(":lock"):
            return super().add(key, value, timeout, version)
        deadline = time.monotonic() + WAIT_SECONDS
        turn = _turns[hash(key) % len(_turns)]
        if not turn.acquire(blocking=False):
            with waiting.place():
                if not turn.acquire(timeout=self._patience()):
                    raise OperationalError("another thread waits for the database")
        try:
            while not self._add_or_raise(key, value, timeout, version):
                if time.monotonic() > deadline:
                    return False
                time.sleep(RETRY_SECONDS)
            return True
        finally:
            turn.release()

    def _patience(self) -> float:
        """How many seconds a thread waits for another, which itself waits for the database."""
        options = connections[router.db_for_write(self.cache_model_class)].settings_dict["OPTIONS"]
        return min(WAIT_SECONDS, float(options.get("timeout", WAIT_SECONDS)))

    def _add_or_raise(self, key: str, value: Any, timeout: float | None, version: int | None) -> bool:
        """Add a key; Django's own cache takes a failure of the database for a key that is there."""
        failures: list[OperationalError] = []

        def note_failure(execute: Callable[..., Any], *args: Any) -> Any:
            try:
                return execute(*args)
            except OperationalError as error:
                failures.append(error)
                raise

        with connections[router.db_for_write(self.cache_model_class)].execute_wrapper(note_failure):
            added = super().add(key, value, timeout, version)
        if failures:
            raise failures[0]
        return added
