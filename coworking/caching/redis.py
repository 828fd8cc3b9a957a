"""A Redis cache that may be down: another cache stands in, or values are computed again; the log says so."""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)
PAUSE_SECONDS = 5  # after a failure: a server that does not answer must not slow every page down
TIMEOUT_SECONDS = 0.5


def _or_fallback(name: str, without: Callable[..., Any]) -> Any:
    """A method of Django's cache. While Redis is down it is that of the cache FALLBACK.

    Without a FALLBACK it returns `without(*args, **kwargs)`.
    """
    original = getattr(RedisCache, name)

    @wraps(original)
    def method(self: "ForgivingRedisCache", *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self.paused_until:
            try:
                return original(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                self.pause(error)
        if self.fallback:
            return getattr(caches[self.fallback], name)(*args, **kwargs)
        return without(*args, **kwargs)

    return method


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache. While the server is down, the cache that the option FALLBACK names is used.

    Without that option reads find nothing, and writes are lost.
    """

    paused_until = 0.0  # of this process: a class attribute, because each thread has its own instance

    def __init__(self, server: str | list[str], params: dict[str, Any]):
        options = params["OPTIONS"] = dict(params.get("OPTIONS", {}))
        self.fallback: str | None = options.pop("FALLBACK", None)
        options.setdefault("socket_connect_timeout", TIMEOUT_SECONDS)
        options.setdefault("socket_timeout", TIMEOUT_SECONDS)
        options.setdefault("retry", Retry(NoBackoff(), 1))  # once: a pooled connection may be stale
        super().__init__(server, params)

    @classmethod
    def pause(cls, error: Exception) -> None:
        """Log the error, and leave the server alone for `PAUSE_SECONDS`."""
        cls.paused_until = time.monotonic() + PAUSE_SECONDS
        log.warning("The cache does not answer (%s): the site works without it.", type(error).__name__)

    get = _or_fallback("get", lambda key, default=None, version=None: default)
    get_many = _or_fallback("get_many", lambda keys, version=None: {})
    add = _or_fallback("add", lambda *args, **kwargs: True)
    set = _or_fallback("set", lambda *args, **kwargs: None)
    set_many = _or_fallback("set_many", lambda data, **kwargs: list(data))
    touch = _or_fallback("touch", lambda *args, **kwargs: False)
    delete = _or_fallback("delete", lambda *args, **kwargs: False)
    delete_many = _or_fallback("delete_many", lambda *args, **kwargs: None)
    has_key = _or_fallback("has_key", lambda *args, **kwargs: False)
    incr = _or_fallback("incr", lambda key, delta=1, version=None: delta)
    clear = _or_fallback("clear", lambda: False)
