"""Small things that many pages need and few changes touch, held by each process until the data changes.

    @held
    def vocabulary() -> list[Amenity]: ...

What a function gave is given again in later GET requests, as long as the data version stands; whoever asks
for it must not change it. Elsewhere (in commands, where something is written) it is called each time.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.signals import request_finished, request_started

from coworking.caching import data_version

MOST = 2_000  # values of one function, for all that it was called with
SAFE = ("GET", "HEAD")
P = ParamSpec("P")
T = TypeVar("T")

_version: ContextVar[list[int] | None] = ContextVar("data version of the request", default=None)
_all: list["MemoizedValues"] = []


class MemoizedValues:
    """What one function gave, by its arguments, of one version of the data."""

    def __init__(self) -> None:
        self.version, self.values = -1, dict[Any, Any]()

    def of(self, version: int) -> dict[Any, Any]:
        """The values of that version; threads of one process may see two at once, and each has its own."""
        if self.version == version and len(self.values) < MOST:
            return self.values
        self.version, self.values = version, {}
        return self.values


def memoize(load: Callable[P, T]) -> Callable[P, T]:
    """Let a function be called once for each of its arguments and each version of the data."""
    kept = MemoizedValues()
    _all.append(kept)

    @wraps(load)
    def give(*args: P.args, **kwargs: P.kwargs) -> T:
        now = version()
        if now is None:
            return load(*args, **kwargs)
        values, key = kept.of(now), (args, tuple(kwargs.items()))
        if key not in values:
            values[key] = load(*args, **kwargs)
        return values[key]

    return give


def version() -> int | None:
    """The version of the data at the start of this request, asked once; None where nothing is held."""
    seen = _version.get()
    if seen is None:
        return None
    if not seen:
        seen.append(data_version.current())
    return seen[0]


def forget() -> None:
    """Let go of everything."""
    for kept in _all:
        kept.version, kept.values = -1, {}


def _begin(sender, environ=None, **kwargs) -> None:
    _version.set([] if (environ or {}).get("REQUEST_METHOD") in SAFE else None)


def _end(sender, **kwargs) -> None:
    _version.set(None)


request_started.connect(_begin)
request_finished.connect(_end)
