"""Memoise functions until the data changes.

For small values that many pages need and few changes touch, such as the vocabulary of amenities:

    @memoize
    def vocabulary() -> list[Amenity]: ...

During a GET request the function is called once per arguments and data version
(`coworking.caching.data_version`) in each process; callers must not change what it returns. Everywhere else
(in commands, in requests that write) it is called every time.
"""

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.signals import request_finished, request_started
from django.db import DatabaseError

from coworking.caching import data_version

MAX_VALUES = 2_000  # per function, over all its arguments
SAFE_METHODS = ("GET", "HEAD")
P = ParamSpec("P")
T = TypeVar("T")

# None outside of GET requests; a list that is empty until the data version is read, then holds it.
_version: ContextVar[list[int] | None] = ContextVar("data version of the request", default=None)
_all: list["MemoizedValues"] = []


class MemoizedValues:
    """The values of one function, by its arguments, for one data version."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.version = -1
        self.values: dict[Hashable, Any] = {}

    def at(self, version: int) -> dict[Hashable, Any]:
        """The values of a version.

        Two threads of a process may see different versions at once: each goes on with the dictionary it got.
        """
        if self.version == version and len(self.values) < MAX_VALUES:
            return self.values
        self.version, self.values = version, {}
        return self.values


def memoize(function: Callable[P, T]) -> Callable[P, T]:
    """Memoise a function until the data version changes; its arguments must be hashable."""
    memoized = MemoizedValues()
    _all.append(memoized)

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        version = request_version()
        if version is None:
            return function(*args, **kwargs)
        values, key = memoized.at(version), (args, tuple(kwargs.items()))
        if key not in values:
            values[key] = function(*args, **kwargs)
        result: T = values[key]
        return result

    return wrapper


def request_version() -> int | None:
    """The data version as of the first call in this request; None where nothing is memoised.

    That is also so where the data version cannot be read.
    """
    seen = _version.get()
    if seen is None:
        return None
    if not seen:
        try:
            seen.append(data_version.current())
        except DatabaseError:
            _version.set(None)
            return None
    return seen[0]


def clear() -> None:
    """Forget the values of all functions."""
    for memoized in _all:
        memoized.clear()


def _request_started(sender: Any, environ: dict[str, Any] | None = None, **kwargs: Any) -> None:
    _version.set([] if (environ or {}).get("REQUEST_METHOD") in SAFE_METHODS else None)


def _request_finished(sender: Any, **kwargs: Any) -> None:
    _version.set(None)


request_started.connect(_request_started)
request_finished.connect(_request_finished)
