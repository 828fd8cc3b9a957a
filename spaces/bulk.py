"""What the staff do to many spaces at once: one transaction, one reason, one row in the log for each."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from coworking.models import User
from spaces import acts
from spaces.models import City, Space, SpaceAct, SpaceAction, Status

BATCH = 1000


def publish(actor: User, spaces: QuerySet[Space], reason: str) -> int:
    """Show spaces on the site. Returns how many were changed; those that are shown already are not."""
    return _set(actor, spaces, SpaceAction.PUBLISHED, reason, is_published=True)


def unpublish(actor: User, spaces: QuerySet[Space], reason: str) -> int:
    """Take spaces off the site; nothing of them is lost."""
    return _set(actor, spaces, SpaceAction.UNPUBLISHED, reason, is_published=False)


def mark_closed(actor: User, spaces: QuerySet[Space], reason: str) -> int:
    """They have closed: they leave the search, and keep their pages."""
    return _set(actor, spaces, SpaceAction.MARKED_CLOSED, reason, status=Status.CLOSED)


def mark_open(actor: User, spaces: QuerySet[Space], reason: str) -> int:
    """They are open, again or after all."""
    return _set(actor, spaces, SpaceAction.MARKED_OPEN, reason, status=Status.OPEN)


@transaction.atomic
def _set(actor: User, spaces: QuerySet[Space], action: str, reason: str, **values: Any) -> int:
    chosen = Space.objects.filter(pk__in=spaces.order_by().values("pk")).exclude(**values)
    before = list(chosen.select_for_update().values("pk", "name", "city", *values))
    rows = (
        SpaceAct(
            actor=actor,
            action=action,
            reason=reason[:500],
            space_id=row["pk"],
            about=row["name"],
            before={name: row[name] for name in values},
        )
        for row in before
    )
    SpaceAct.objects.bulk_create(rows, batch_size=BATCH)
    for start in range(0, len(before), BATCH):
        pks = [row["pk"] for row in before[start : start + BATCH]]
        Space.objects.filter(pk__in=pks).update(**values, updated_at=timezone.now())
    City.objects.filter(pk__in={row["city"] for row in before}).refresh_counts()
    return len(before)


@acts.undoes(
    SpaceAction.PUBLISHED, SpaceAction.UNPUBLISHED, SpaceAction.MARKED_CLOSED, SpaceAction.MARKED_OPEN
)
def _put_back(act: SpaceAct, reason: str) -> None:
    """The space is as it was before the act."""
    assert act.space is not None
    Space.objects.filter(pk=act.space.pk).update(**act.before, updated_at=timezone.now())
    City.objects.filter(pk=act.space.city_id).refresh_counts()
