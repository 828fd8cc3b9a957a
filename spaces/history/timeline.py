"""A space's life story: the timeline of its page, and the columns that follow from what is told.

`follow()` is the one place where a story changes status, opened, closed and successor.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coworking.accounts.models import User
from coworking.database.prepared import Param, PreparedQuery
from spaces.audit import entries
from spaces.audit.models import SpaceAction
from spaces.directory.choices import Status
from spaces.directory.models import Space
from spaces.history.models import HistoryEvent
from spaces.provenance.freshness import Provenance
from spaces.provenance.models import Sourced

Type = HistoryEvent.Type
BEGINNINGS = (Type.PLANNED, Type.FOUNDED, Type.OPENED)
ENDINGS = (Type.CLOSED, Type.SUCCEEDED, Type.MOVED)
BECOMES = {
    Type.PLANNED: Status.PLANNED,
    Type.OPENED: Status.OPEN,
    Type.REOPENED: Status.OPEN,
    Type.CLOSED: Status.CLOSED,
}
FOLLOWING = ("status", "opened", "closed", "successor_id")


@transaction.atomic
def follow(space: Space, actor: User | None = None) -> bool:
    """Let the columns of `space` follow from its whole story; the change is logged. Returns whether any did.

    The last thing that happened decides. "Moved" ends a page only where it names the space that follows;
    "succeeded by" always does, and a space that had closed stays closed. Without such events nothing changes.
    """
    before = _columns(space)
    told = sorted(space.life_events.all(), key=_order)
    status = ""
    for event in told:
        status = _after(event, status, space.status)
    if not status:
        return False
    _set_columns(space, status, told)
    if _columns(space) == before:
        return False
    space.save(update_fields=[*FOLLOWING, "updated_at"])
    about = f"{space}: {space.get_status_display()}"
    entries.log(actor, SpaceAction.STORY_TOLD, space, about=about, before=before)
    return True


def _columns(space: Space) -> dict[str, str | int | None]:
    return {name: getattr(space, name) for name in FOLLOWING}


def _set_columns(space: Space, status: str, told: list[HistoryEvent]) -> None:
    closings = [event.date for event in told if event.type == Type.CLOSED and event.date]
    openings = [event.date for event in told if event.type == Type.OPENED and event.date]
    space.status = status
    space.opened = space.opened or min(openings, default="")
    if status in (Status.CLOSED, Status.MOVED):
        space.closed = max(closings, default=space.closed)
        space.successor_id = _follower(told) or space.successor_id
    else:
        space.closed, space.successor_id = "", None


def _order(event: HistoryEvent) -> tuple[str, int]:
    """By date. Without one, beginnings come first, endings last, others by the day of their source."""
    undated = "" if event.type in BEGINNINGS else "9999" if event.type in ENDINGS else event.as_of
    return event.date or undated, event.pk


def _after(event: HistoryEvent, status: str, stands: str) -> str:
    if event.type == Type.MOVED and not event.other_id and stands == Status.MOVED:
        return stands  # nobody knows where to
    if event.type == Type.SUCCEEDED or (event.type == Type.MOVED and event.other_id):
        return status if status == Status.CLOSED else Status.MOVED
    return BECOMES.get(Type(event.type), status)


def _follower(told: list[HistoryEvent]) -> int | None:
    named = [event.other_id for event in told if event.type in ENDINGS and event.other_id]
    return named[-1] if named else None


TOLD = ("space", "type", "date", "note", "as_of", "as_of_basis", "source__name", "source__url")
# Two questions: PostgreSQL reads the whole table for one with an OR.
_own = PreparedQuery(
    lambda: (
        HistoryEvent.objects.filter(space=Param(0))
        .select_related("source", "other")
        .only(*TOLD, "other__name", "other__slug", "other__is_published")
    )
)
_of_others = PreparedQuery(
    lambda: (
        HistoryEvent.objects.filter(other=Param(0), space__is_published=True)
        .select_related("source", "space")
        .only(*TOLD, "space__name", "space__slug")
    )
)


@dataclass(frozen=True)
class Chapter:
    """One line of a timeline. `by` says who tells it, if anybody; `other` is the space it leads to."""

    date: str
    label: str | Promise
    note: str = ""
    other: Space | None = None
    by: Sourced | None = None


@dataclass(frozen=True)
class Events:
    """What is told of a space, and what is told of others that led to it."""

    own: list[HistoryEvent]
    of_others: list[HistoryEvent]


def events(pk: int, has_own: bool = True, has_others: bool = True) -> Events:
    """The events of a story, asked for where there may be some."""
    return Events(_own.objects(pk) if has_own else [], _of_others.objects(pk) if has_others else [])


def chapters(
    space: Space, events: Events, told: dict[str, Provenance], predecessors: Iterable[Space]
) -> list[Chapter]:
    """The whole story, dated events first; `told` is the provenance of the space's facts.

    What a column says and no event tells is a chapter too: opening, closing, `predecessors`, successor.
    """
    found = [_chapter(event) for event in events.own]
    found += [
        Chapter(event.date, _("Successor of"), event.note, event.space, event) for event in events.of_others
    ]
    found += _from_columns(space, {event.type for event in events.own}, told)
    known = {chapter.other for chapter in found}
    found += [Chapter("", _("Successor of"), other=other) for other in predecessors if other not in known]
    if space.successor and space.successor.is_published and space.successor not in known:
        found.append(Chapter("", _("Succeeded by"), other=space.successor))
    return sorted(found, key=lambda chapter: (not chapter.date, chapter.date))


def _chapter(event: HistoryEvent) -> Chapter:
    other = event.other if event.other and event.other.is_published else None
    label = _("moved to") if other and event.type == Type.MOVED else Type(event.type).label
    return Chapter(event.date, label, event.note, other, event)


def _from_columns(space: Space, types: set[str], told: dict[str, Provenance]) -> list[Chapter]:
    return [
        Chapter(getattr(space, name), label, by=told[name].by if name in told else None)
        for name, label in (("opened", Type.OPENED.label), ("closed", Type.CLOSED.label))
        if getattr(space, name) and name not in types
    ]
