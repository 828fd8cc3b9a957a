"""What waits for a moderator, from all rooms: each registers its queues, and one dashboard counts them.

`register(Queue(...))` in an AppConfig's `ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from coworking.accounts.models import User


@dataclass(frozen=True)
class Queue:
    """`count` tells how many wait; `url` leads to where they are decided; `permission` who may see it."""

    key: str
    label: str | Promise
    permission: str
    url: Callable[[], str]
    count: Callable[[], int]


@dataclass(frozen=True)
class Waiting:
    queue: Queue
    count: int
    url: str


_queues: dict[str, Queue] = {}


def register(queue: Queue) -> None:
    """Add a queue to the dashboard; the same key again replaces it."""
    _queues[queue.key] = queue


def waiting_for(user: "User") -> list[Waiting]:
    """The queues that this user may decide, each with its count; one query a queue."""
    return [
        Waiting(queue, queue.count(), queue.url())
        for queue in _queues.values()
        if user.has_perm(queue.permission)
    ]
