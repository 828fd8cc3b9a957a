"""What the staff did, from all rooms on one page: each registers its log.

`register(Log(...))` in an AppConfig's `ready()`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.functional import Promise

if TYPE_CHECKING:
    from coworking.accounts.models import User


class NotPossible(Exception):
    """The act makes no sense any more; the message says why."""


@dataclass(frozen=True)
class Entry:
    """One act in words. `url` leads to what it was about; `is_undone`, `can_undo`: what the page offers."""

    log: str
    pk: int
    when: dt.datetime
    actor: "User | None"
    what: str
    about: str
    reason: str
    url: str = ""
    is_undone: bool = False
    can_undo: bool = False


@dataclass(frozen=True)
class Log:
    """The acts of one room, newest first by `pk`.

    `kinds` are [(value, label)]; `rows` can be filtered by `actor` and `action`; `about_space` narrows them
    to the space with a slug; `entry` tells one in words; `undo` takes one back, or raises NotPossible.
    """

    key: str
    label: str | Promise
    permission: str
    undo_permission: str
    kinds: Callable[[], list[tuple[str, str]]]
    rows: Callable[[], QuerySet]
    about_space: Callable[[QuerySet, str], QuerySet]
    entry: Callable[..., Entry]
    undo: Callable[["User", int, str], object]


_logs: dict[str, Log] = {}


def register(log: Log) -> None:
    """Add a log to the page; the same key again replaces it."""
    _logs[log.key] = log


def logs_for(user: "User") -> list[Log]:
    """The logs that this user may read."""
    return [log for log in _logs.values() if user.has_perm(log.permission)]
