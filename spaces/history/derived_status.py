"""Derive the status, dates and successor of a space from its history."""

from django.db import transaction

from coworking.accounts.models import User
from spaces.audit.log import log_action
from spaces.audit.models import SpaceAction
from spaces.directory.choices import ENDED, Status
from spaces.directory.models import Space
from spaces.history.models import HistoryEvent

Type = HistoryEvent.Type
BEGINNING_TYPES = (Type.PLANNED, Type.FOUNDED, Type.OPENED)
ENDING_TYPES = (Type.CLOSED, Type.SUCCEEDED, Type.MOVED)
STATUS_AFTER = {
    Type.PLANNED: Status.PLANNED,
    Type.OPENED: Status.OPEN,
    Type.REOPENED: Status.OPEN,
    Type.CLOSED: Status.CLOSED,
}
DERIVED_COLUMNS = ("status", "opened", "closed", "successor_id")


@transaction.atomic
def update_from_history(space: Space, actor: User | None = None) -> bool:
    """Derive the columns of a space from its whole history, and log the change; return whether any changed.

    Nothing else changes these columns because of an event. The last event decides. "Moved" ends a space only
    if it names the space that follows; "succeeded by" always does, and a space that had closed stays closed.
    Without such events nothing changes.
    """
    before = _columns(space)
    events = sorted(space.history_events.all(), key=_sort_key)
    status = ""
    for event in events:
        status = _status_after(event, status, space.status)
    if not status:
        return False
    _set_columns(space, status, events)
    if _columns(space) == before:
        return False
    space.save(update_fields=[*DERIVED_COLUMNS, "updated_at"])
    about = f"{space}: {space.get_status_display()}"
    log_action(actor, SpaceAction.STATUS_DERIVED, space, about=about, before=before)
    return True


def _columns(space: Space) -> dict[str, str | int | None]:
    return {name: getattr(space, name) for name in DERIVED_COLUMNS}


def _set_columns(space: Space, status: str, events: list[HistoryEvent]) -> None:
    closings = [event.date for event in events if event.type == Type.CLOSED and event.date]
    openings = [event.date for event in events if event.type == Type.OPENED and event.date]
    space.status = status
    space.opened = space.opened or min(openings, default="")
    if status in ENDED:
        space.closed = max(closings, default=space.closed)
        space.successor_id = _successor_id(events) or space.successor_id
    else:
        space.closed, space.successor_id = "", None


def _sort_key(event: HistoryEvent) -> tuple[str, int]:
    """Sort by date; without one, beginnings first, endings last, others by the date of their source."""
    undated = "" if event.type in BEGINNING_TYPES else "9999" if event.type in ENDING_TYPES else event.as_of
    return event.date or undated, event.pk


def _status_after(event: HistoryEvent, status: str, current: str) -> str:
    """Return the status after an event; `status` is the one before it, `current` the one in the database."""
    if event.type == Type.MOVED and not event.other_id and current == Status.MOVED:
        return current  # the new place is not known
    if event.type == Type.SUCCEEDED or (event.type == Type.MOVED and event.other_id):
        return status if status == Status.CLOSED else Status.MOVED
    return STATUS_AFTER.get(Type(event.type), status)


def _successor_id(events: list[HistoryEvent]) -> int | None:
    """Return the primary key of the space that the last ending event names."""
    pks = [event.other_id for event in events if event.type in ENDING_TYPES and event.other_id]
    return pks[-1] if pks else None
