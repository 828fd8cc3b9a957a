"""A health check for load balancers and whoever watches the site."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse

from coworking.database import replicas


class HealthMiddleware:
    """Answers `/healthz` before any other middleware: no allowed host, redirect to HTTPS or session is
    needed.

    200 while pages can be read, even if only from a replica and without the cache; 503 when no database
    answers, or when it lacks a migration of this code.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return health_response() if request.path_info == "/healthz" else self.get_response(request)


def health_response() -> HttpResponse:
    alias = next(
        (name for name in ("default", *settings.REPLICAS) if replicas.log_position(name) is not None), ""
    )
    migrations = migrations_state(alias) if alias else "unknown"
    state = {
        "database": "ok" if alias == "default" else "read-only" if alias else "down",
        "migrations": migrations,
        "cache": cache_state(),
    }
    answer = JsonResponse(state, status=200 if migrations == "ok" else 503)
    answer["Cache-Control"] = "no-store"
    return answer


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """App and name of each migration of this code, which no running process changes."""
    return frozenset(MigrationLoader(None).graph.nodes)


def migrations_state(alias: str) -> str:
    """`ok` if all migrations of this code are applied to the database, `pending` if one is not.

    A database of newer code, which has more of them, is `ok`: machines are updated one after the other.
    """
    applied = MigrationRecorder(connections[alias]).migration_qs.values_list("app", "name")
    try:
        return "ok" if _known_migrations() <= set(applied) else "pending"
    except DatabaseError:  # not even their table is there
        return "pending"


def cache_state() -> str:
    """`ok` if the page cache returns what it was given; without Redis it is the memory of this process."""
    caches["pages"].set("healthz", "ok", 60)
    return "ok" if caches["pages"].get("healthz") == "ok" else "down"
