"""Where a query goes: writes to the primary, reads of a page to the replica chosen for its request.

Outside of a request (commands, the shell) and inside a transaction everything goes to the primary, and so do
accounts and sessions always: a member who has just signed in must be known on the next page.
"""

from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.db import connections

ON_PRIMARY = {"account", "admin", "auth", "contenttypes", "coworking", "sessions"}


@dataclass
class ReadState:
    """Where the request at hand reads (None: on the primary), and whether it wrote."""

    alias: str | None
    wrote: bool = False


read_state: ContextVar[ReadState | None] = ContextVar("reading", default=None)


class ReplicaRouter:
    def db_for_read(self, model, **hints) -> str:
        now = read_state.get()
        if now is None or now.alias is None or model._meta.app_label in ON_PRIMARY:
            return "default"
        return "default" if connections["default"].in_atomic_block else now.alias

    def db_for_write(self, model, **hints) -> str:
        """From the first write on, the request reads what it wrote."""
        now = read_state.get()
        if now is not None:
            now.alias, now.wrote = None, True
        return "default"

    def allow_relation(self, one, other, **hints) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints) -> bool | None:
        return False if db in settings.REPLICAS else None
