"""The moderators' queues. Each feature defines its own, and one dashboard counts them.

A feature's `QUEUE = Queue(...)` is registered in the `ready()` of its app.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from coworking.accounts.models import User


@dataclass(frozen=True)
class Queue:
    """Rows that wait for a decision: how many, where they are decided, and who may."""

    key: str
    label: str | Promise
    permission: str
    url: Callable[[], str]
    count: Callable[[], int]


@dataclass(frozen=True)
class Waiting:
    """A queue with the number of its rows, for the dashboard."""

    queue: Queue
    count: int
    url: str


_queues: dict[str, Queue] = {}


def register(queue: Queue) -> None:
    """Add a queue to the dashboard; the same key again replaces it."""
    _queues[queue.key] = queue


def waiting_for(user: "User") -> list[Waiting]:
    """The queues that a user may decide, each with its count: one query a queue."""
    return [
        Waiting(queue, queue.count(), queue.url())
        for queue in _queues.values()
        if user.has_perm(queue.permission)
    ]
