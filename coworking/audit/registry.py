"""The audit logs of all apps. Each app describes its log by an `AuditLog` and registers it in `ready()`."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import QuerySet, TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.audit.models import LogEntry

LATEST = 10

Entry = TypeVar("Entry", bound=LogEntry)
Undo = Callable[[Entry, str], None]
Begun = Callable[[Entry], AbstractContextManager[None]]


class NotPossible(Exception):
    """The action is not possible, or no longer possible; the message for the user says why."""


@dataclass(frozen=True)
class Outcome:
    """What was decided on something, by whom and when; each is empty where it is not known."""

    what: str = ""
    actor: User | None = None
    when: dt.datetime | None = None

    def refusal(self, reader: User | None) -> NotPossible:
        """The error for `reader`, who decides too late. Only the staff reads a name that is not public."""
        who = ""
        if self.actor:
            is_staff = reader is not None and reader.is_staff
            who = str(self.actor) if is_staff else self.actor.display_name
        when = date_format(timezone.localtime(self.when), "DATETIME_FORMAT") if self.when else ""
        details = ", ".join(filter(None, (who, when)))
        if not self.what:
            return NotPossible(_("Somebody has decided on this already."))
        if not details:
            return NotPossible(_("Already decided: %(what)s.") % {"what": self.what})
        message = _("Already decided: %(what)s (%(details)s).")
        return NotPossible(message % {"what": self.what, "details": details})


@dataclass(frozen=True)
class ListedEntry:
    """A log entry as the page of all logs shows it. `url` leads to what the entry is about."""

    log: str
    pk: int
    when: dt.datetime
    actor: User | None
    what: str
    about: str
    reason: str
    url: str
    is_undone: bool
    can_undo: bool


class AuditLog(ABC, Generic[Entry]):
    """The log of one app: who may read it, how its entries are worded, and how its actions are undone.

    Features register how their actions are undone:

        @space_log.undoes(SpaceAction.MERGED)
        def _unmerge(entry: SpaceLogEntry, reason: str) -> None: ...
    """

    key: str
    label: str | Promise
    model: type[Entry]
    actions: type[TextChoices]
    permission: str  # to read the log
    undo_permission: str
    related: tuple[str, ...]  # foreign keys that `describe` follows
    cannot_undo: str | Promise  # the message where there is no way back

    def __init__(self) -> None:
        self._undo: dict[str, Undo[Entry]] = {}
        self._begun: dict[str, Begun[Entry]] = {}

    @abstractmethod
    def of_space(self, entries: QuerySet[Entry], slug: str) -> QuerySet[Entry]:
        """The entries about the space with this slug."""

    @abstractmethod
    def describe(self, entry: Entry) -> tuple[str, str]:
        """(what an entry is about, in words; the URL of that, or an empty string)"""

    @abstractmethod
    def log_undo(self, actor: User | None, entry: Entry, reason: str) -> Entry:
        """Log that an entry's action was undone."""

    def entries(self) -> QuerySet[Entry]:
        """All entries, the newest first, with what `describe` needs."""
        rows = self.model._default_manager.select_related(*self.related)
        # Not joined to itself: with statistics of a column that is mostly empty SQLite reads it all.
        return rows.prefetch_related("undone_by").order_by("-pk")

    def latest(self, actions: tuple[str, ...] = ()) -> QuerySet[Entry]:
        """The newest entries of these actions, or of all."""
        rows = self.model._default_manager.select_related(*self.related, "undone_by").order_by("-pk")
        return (rows.filter(action__in=actions) if actions else rows)[:LATEST]

    def outcome(self, **about: Any) -> Outcome:
        """The newest decision about something, such as `comment=comment`, that was not undone."""
        rows = self.model._default_manager.filter(undone_by=None, undoes=None, **about)
        entry = rows.select_related("actor").order_by("-pk").first()
        return outcome_of(entry) if entry else Outcome()

    def listed(self, entry: Entry) -> ListedEntry:
        """An entry for the page of all logs."""
        about, url = self.describe(entry)
        is_undone = hasattr(entry, "undone_by")
        return ListedEntry(
            log=self.key,
            pk=entry.pk,
            when=entry.created_at,
            actor=entry.actor,
            what=entry.get_action_display(),
            about=about,
            reason=entry.reason,
            url=url,
            is_undone=is_undone,
            can_undo=not is_undone and self.can_undo(entry),
        )

    def undoes(
        self, *actions: str, begun: Begun[Entry] | None = None
    ) -> Callable[[Undo[Entry]], Undo[Entry]]:
        """Register the function that undoes these actions from an entry's `before`, for a reason.

        It is called in one transaction with the log, within `begun`, which does what takes long before.
        """

        def _register(function: Undo[Entry]) -> Undo[Entry]:
            if begun:
                self._begun.update(dict.fromkeys(actions, begun))
            self._undo.update(dict.fromkeys(actions, function))
            return function

        return _register

    def can_undo(self, entry: Entry) -> bool:
        """Whether the action of an entry can be undone, were it not undone yet."""
        return entry.action in self._undo

    def undo(self, actor: User | None, entry: Entry, reason: str) -> Entry:
        """Undo the action of an entry, once; returns the entry of the undo. Raises NotPossible."""
        self._check(actor, entry)
        with self._begun[entry.action](entry) if entry.action in self._begun else nullcontext():
            return self._undo_at_once(actor, entry, reason)

    def _check(self, actor: User | None, entry: Entry) -> None:
        """Raise NotPossible for an entry that was undone, or cannot be."""
        if undone := self.model._default_manager.select_related("actor").filter(undoes=entry).first():
            raise outcome_of(undone).refusal(actor)
        if not self.can_undo(entry):
            raise NotPossible(str(self.cannot_undo))

    @transaction.atomic
    def _undo_at_once(self, actor: User | None, entry: Entry, reason: str) -> Entry:
        rows = self.model._default_manager.select_for_update(of=("self",)).select_related(*self.related)
        entry = rows.get(pk=entry.pk)
        self._check(actor, entry)
        self._undo[entry.action](entry, reason)
        return self.log_undo(actor, entry, reason)


def outcome_of(entry: LogEntry) -> Outcome:
    """The outcome that a log entry records."""
    return Outcome(entry.get_action_display(), entry.actor, entry.created_at)


_logs: dict[str, AuditLog[Any]] = {}


def register(log: AuditLog[Any]) -> None:
    """Add a log to the page of all logs; the same key again replaces it."""
    _logs[log.key] = log


def logs_for(user: User) -> list[AuditLog[Any]]:
    """The logs that a user may read."""
    return [log for log in _logs.values() if user.has_perm(log.permission)]
