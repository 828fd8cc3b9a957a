"""Memoise functions until the data that they read change.

For small values that many pages need and few changes touch, such as the vocabulary of amenities:

    @memoize
    def vocabulary() -> list[Amenity]: ...

During a GET request the function is called once in each process for its arguments and the versions of the
tables that it read (`coworking.caching.reads`). Callers must not change what it returns, and its arguments
must be plain values: what it takes from a model's instance, it has not read itself. Everywhere else (in
commands, in requests that write) it is called every time.
"""

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.signals import request_finished, request_started
from django.db import DatabaseError

from coworking.caching import data_version, reads
from coworking.caching.data_version import Versions
from coworking.caching.reads import Stamp

MAX_VALUES = 2_000  # per function, over all its arguments
SAFE_METHODS = ("GET", "HEAD")
P = ParamSpec("P")
T = TypeVar("T")

# None outside of GET requests; a list that is empty until the data versions are read, then holds them.
_versions: ContextVar[list[Versions] | None] = ContextVar("data versions of the request", default=None)
_all: list["MemoizedValues"] = []


class MemoizedValues:
    """The values of one function by its arguments, each with the versions of what it was computed from."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.values: dict[Hashable, tuple[Stamp, Any]] = {}

    def clear(self) -> None:
        self.values.clear()

    def at(self, versions: Versions, key: Hashable, compute: Callable[[], Any]) -> Any:
        """The value for a key as of these versions, computed where it is not known."""
        stamp, value = self.values.get(key, (None, None))
        if stamp is not None and reads.is_valid(stamp, versions):
            reads.note(stamp)
            return value
        with reads.noticed() as tables:
            value = compute()
        if len(self.values) >= MAX_VALUES:
            self.values.clear()
        self.values[key] = reads.stamp_of(tables, versions), value
        return value


def memoize(function: Callable[P, T]) -> Callable[P, T]:
    """Memoise a function until what it reads changes; its arguments must be hashable."""
    memoized = MemoizedValues(f"{function.__module__}.{function.__qualname__}")
    _all.append(memoized)

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        versions = request_versions()
        if versions is None:
            return function(*args, **kwargs)
        key = (args, tuple(kwargs.items()))
        result: T = memoized.at(versions, key, lambda: function(*args, **kwargs))
        return result

    return wrapper


def request_versions() -> Versions | None:
    """The data versions as of the first call in this request; None where nothing is memoised.

    That is also so where they cannot be read.
    """
    seen = _versions.get()
    if seen is None:
        return None
    if not seen:
        try:
            seen.append(data_version.versions())
        except DatabaseError:
            _versions.set(None)
            return None
    return seen[0]


def clear() -> None:
    """Forget the values of all functions."""
    data_version.forget()
    for memoized in _all:
        memoized.clear()


def _request_started(sender: Any, environ: dict[str, Any] | None = None, **kwargs: Any) -> None:
    _versions.set([] if (environ or {}).get("REQUEST_METHOD") in SAFE_METHODS else None)


def _request_finished(sender: Any, **kwargs: Any) -> None:
    _versions.set(None)


request_started.connect(_request_started)
request_finished.connect(_request_finished)
