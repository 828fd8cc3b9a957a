"""A bound on the threads that wait for SQLite's lock, so that readers never wait behind writers.

A request waits up to three seconds for its turn to write. Without a bound eight such requests hold the eight
threads of the server, and nobody can read.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import BoundedSemaphore
from typing import Any

from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse

THREADS = 4  # of each worker of gunicorn
# One more waits for a place, for a moment: four people who post at once are all served.
QUEUE_SECONDS = 0.5
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
WRITES = ("BEGIN", "INSERT", "UPDATE", "DELETE", "REPLACE")


class TooManyWait(Exception):
    """As many threads as may wait for the lock of the database wait already."""


class Places:
    """Where the threads of a process wait for the lock."""

    def __init__(self) -> None:
        self._places, self._queue = BoundedSemaphore(THREADS // 2), BoundedSemaphore(1)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take a place while the block waits. Raises TooManyWait."""
        if not self._places.acquire(blocking=False):
            if not self._queue.acquire(blocking=False):
                raise TooManyWait
            try:
                if not self._places.acquire(timeout=QUEUE_SECONDS):
                    raise TooManyWait
            finally:
                self._queue.release()
        try:
            yield
        finally:
            self._places.release()


_places: Places | None = None


def bound() -> None:
    """Bound the threads that wait, in a process that serves with few threads (`coworking.wsgi`)."""
    global _places
    _places = Places()


def place() -> AbstractContextManager[None]:
    """A place for a thread that waits until somebody else has written. Raises TooManyWait."""
    return _places.taken() if _places else nullcontext()


class WaitingMiddleware:
    """Sends a request that wants to write away at once (503, with its form) if too many wait already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        if connections[DEFAULT_DB_ALIAS].vendor != "sqlite" or not _places:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE_METHODS:
            return self.get_response(request)
        with connections[DEFAULT_DB_ALIAS].execute_wrapper(_with_place):
            return self.get_response(request)


def _with_place(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
    """Take a place while a statement runs that may wait for the lock; in a transaction none does."""
    *_params, context = args
    if context["connection"].in_atomic_block or not sql.startswith(WRITES):
        return execute(sql, *args)
    with place():
        return execute(sql, *args)
