"""The database router: writes go to the primary, reads of a page to the replica chosen for its request.

Outside of a request (commands, the shell) and in a transaction everything goes to the primary, and accounts
and sessions always do: a member who has just signed in must be recognised on the next page.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.models import Model

PRIMARY_ONLY_APPS = {"account", "admin", "auth", "contenttypes", "coworking", "django_cache", "sessions"}
REPLICATED = {"ContentPage", "SiteSettings"}  # read from replicas all the same: every page shows these


@dataclass
class ReadState:
    """Where the current request reads (None: from the primary), and whether it has written."""

    alias: str | None
    has_written: bool = False


read_state: ContextVar[ReadState | None] = ContextVar("where the request reads", default=None)


class ReplicaRouter:
    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        state = read_state.get()
        if state is None or state.alias is None:
            return "default"
        if model._meta.app_label in PRIMARY_ONLY_APPS and model.__name__ not in REPLICATED:
            return "default"
        return "default" if connections["default"].in_atomic_block else state.alias

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """The primary; from its first write on, a request also reads from there."""
        state = read_state.get()
        if state is not None:
            state.alias, state.has_written = None, True
        return "default"

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db in settings.REPLICAS else None
