"""Actions of the staff on many spaces at once: one transaction, one reason, one log entry for each space."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.audit.registry import NotPossible
from spaces.audit.log import space_log
from spaces.audit.models import SpaceAction, SpaceLogEntry
from spaces.directory.choices import Status
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space
from spaces.history.models import HistoryEvent
from spaces.provenance.models import Basis, Source
from spaces.provenance.own_sources import STAFF_KEY

BATCH = 1000


def staff_source() -> Source:
    """The source of what the staff of the site states."""
    defaults = {"name": "The staff of this site"}
    return Source.objects.get_or_create(key=STAFF_KEY, defaults=defaults)[0]


@transaction.atomic
def publish(actor: User, spaces: QuerySet[Space], reason: str) -> int:
    """Publish spaces. Returns how many were changed."""
    chosen = _locked(spaces, Q(is_published=False), "is_published")
    return _set(actor, chosen, SpaceAction.PUBLISHED, reason, {"is_published": True})


@transaction.atomic
def unpublish(actor: User, spaces: QuerySet[Space], reason: str) -> int:
    """Take spaces off the site; their data stays. Returns how many were changed."""
    chosen = _locked(spaces, Q(is_published=True), "is_published")
    return _set(actor, chosen, SpaceAction.UNPUBLISHED, reason, {"is_published": False})


@transaction.atomic
def mark_closed(actor: User, spaces: QuerySet[Space], reason: str, when: str = "") -> int:
    """Mark spaces as closed: they leave the search, keep their pages, and get an event in their history.

    `when` is a partial date, empty when nobody knows.
    """
    values = {"status": Status.CLOSED} | ({"closed": when} if when else {})
    chosen = _locked(spaces, ~Q(status=Status.CLOSED), *values)
    source = staff_source()
    closings = [
        HistoryEvent(
            space_id=row["pk"],
            type=HistoryEvent.Type.CLOSED,
            date=when,
            source=source,
            as_of=timezone.localdate().isoformat(),
            as_of_basis=Basis.PRINTED,
        )
        for row in chosen
    ]
    events = HistoryEvent.objects.bulk_create(closings, batch_size=BATCH)
    for row, event in zip(chosen, events, strict=True):
        row["event"] = event.pk
    return _set(actor, chosen, SpaceAction.MARKED_CLOSED, reason, values)


@transaction.atomic
def mark_open(actor: User, spaces: QuerySet[Space], reason: str) -> int:
    """Mark spaces as open."""
    chosen = _locked(spaces, ~Q(status=Status.OPEN), "status")
    return _set(actor, chosen, SpaceAction.MARKED_OPEN, reason, {"status": Status.OPEN})


def _locked(spaces: QuerySet[Space], condition: Q, *columns: str) -> list[dict[str, Any]]:
    """Lock spaces; returns what undoing needs of them: [{pk, name, city, columns}].

    The condition stands outside the subquery: PostgreSQL tests it again on a row for which it has waited.
    """
    chosen = Space.objects.filter(condition, pk__in=spaces.order_by().values("pk")).order_by("pk")
    return list(chosen.select_for_update().values("pk", "name", "city", *columns))


def _set(actor: User, chosen: list[dict[str, Any]], action: str, reason: str, values: dict[str, Any]) -> int:
    rows = (
        SpaceLogEntry(
            actor=actor,
            action=action,
            reason=reason[:500],
            space_id=row["pk"],
            about=row["name"],
            before={name: row[name] for name in row if name not in ("pk", "name", "city")},
        )
        for row in chosen
    )
    SpaceLogEntry.objects.bulk_create(rows, batch_size=BATCH)
    for start in range(0, len(chosen), BATCH):
        pks = [row["pk"] for row in chosen[start : start + BATCH]]
        Space.objects.filter(pk__in=pks).update(**values, updated_at=timezone.now())
    refresh_city_counts({row["city"] for row in chosen})
    return len(chosen)


@space_log.undoes(
    SpaceAction.PUBLISHED, SpaceAction.UNPUBLISHED, SpaceAction.MARKED_CLOSED, SpaceAction.MARKED_OPEN
)
def _restore(entry: SpaceLogEntry, reason: str) -> None:
    """Restore the columns of before, and delete the event that the action added."""
    assert entry.space is not None
    values = {name: value for name, value in entry.before.items() if name != "event"}
    if "event" in entry.before:
        _delete_closing(entry.space, entry.before["event"])
    Space.objects.filter(pk=entry.space.pk).update(**values, updated_at=timezone.now())
    refresh_city_counts([entry.space.city_id])


def _delete_closing(space: Space, event: int) -> None:
    """Delete the event of the closing, unless the history has later ones."""
    later = space.history_events.filter(pk__gt=event)
    if space.status != Status.CLOSED or later.exists():
        raise NotPossible(_("Its story has gone on since: correct it on its page."))
    HistoryEvent.objects.filter(pk=event).delete()
