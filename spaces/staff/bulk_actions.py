"""What the staff do to many spaces at once: one transaction, one reason, one row in the log for each."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
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
    """The word of those who run the site."""
    defaults = {"name": "The staff of this site"}
    return Source.objects.get_or_create(key=STAFF_KEY, defaults=defaults)[0]


@transaction.atomic
def publish(actor: User, spaces: QuerySet[Space], reason: str) -> int:
    """Show spaces on the site. Returns how many were changed; those that are shown already are not."""
    chosen = _locked(spaces.exclude(is_published=True), "is_published")
    return _set(actor, chosen, SpaceAction.PUBLISHED, reason, {"is_published": True})


@transaction.atomic
def unpublish(actor: User, spaces: QuerySet[Space], reason: str) -> int:
    """Take spaces off the site; nothing of them is lost."""
    chosen = _locked(spaces.exclude(is_published=False), "is_published")
    return _set(actor, chosen, SpaceAction.UNPUBLISHED, reason, {"is_published": False})


@transaction.atomic
def mark_closed(actor: User, spaces: QuerySet[Space], reason: str, when: str = "") -> int:
    """They have closed: they leave the search and keep their pages, and their stories tell it.

    `when` is a partial date, empty when nobody knows.
    """
    values = {"status": Status.CLOSED} | ({"closed": when} if when else {})
    chosen = _locked(spaces.exclude(status=Status.CLOSED), *values)
    source = staff_source()
    told = [
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
    events = HistoryEvent.objects.bulk_create(told, batch_size=BATCH)
    for row, event in zip(chosen, events, strict=True):
        row["event"] = event.pk
    return _set(actor, chosen, SpaceAction.MARKED_CLOSED, reason, values)


@transaction.atomic
def mark_open(actor: User, spaces: QuerySet[Space], reason: str) -> int:
    """They are open, again or after all."""
    chosen = _locked(spaces.exclude(status=Status.OPEN), "status")
    return _set(actor, chosen, SpaceAction.MARKED_OPEN, reason, {"status": Status.OPEN})


def _locked(spaces: QuerySet[Space], *columns: str) -> list[dict[str, Any]]:
    """What taking back needs of these spaces, locked: [{pk, name, city, columns}]"""
    chosen = Space.objects.filter(pk__in=spaces.order_by().values("pk"))
    return list(chosen.select_for_update().values("pk", "name", "city", *columns))


def _set(actor: User, chosen: list[dict], action: str, reason: str, values: dict[str, Any]) -> int:
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
def _put_back(act: SpaceLogEntry, reason: str) -> None:
    """The space is as it was before the act, and its story tells no more of it."""
    assert act.space is not None
    values = {name: value for name, value in act.before.items() if name != "event"}
    if "event" in act.before:
        _take_from_story(act.space, act.before["event"])
    Space.objects.filter(pk=act.space.pk).update(**values, updated_at=timezone.now())
    refresh_city_counts([act.space.city_id])


def _take_from_story(space: Space, event: int) -> None:
    """Delete the closing that the act told; not when the story has gone on from there."""
    later = space.history_events.filter(pk__gt=event)
    if space.status != Status.CLOSED or later.exists():
        raise NotPossible(_("Its story has gone on since: correct it on its page."))
    HistoryEvent.objects.filter(pk=event).delete()
