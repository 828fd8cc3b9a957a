"""A space's life story: the timeline of its page, and the columns that follow from what is told.

`follow()` is the one place where a story changes status, opened, closed and successor.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coworking.database.prepared import Param, PreparedQuery
from spaces.directory.models import Space
from spaces.history.models import HistoryEvent
from spaces.provenance.models import Sourced
from spaces.provenance.queries import Provenance

Type = HistoryEvent.Type


EVENT_COLUMNS = ("space", "type", "date", "note", "as_of", "as_of_basis", "source__name", "source__url")
# Two questions: PostgreSQL reads the whole table for one with an OR.
_own = PreparedQuery(
    lambda: (
        HistoryEvent.objects.filter(space=Param(0))
        .select_related("source", "other")
        .only(*EVENT_COLUMNS, "other__name", "other__slug", "other__is_published")
    )
)
_of_others = PreparedQuery(
    lambda: (
        HistoryEvent.objects.filter(other=Param(0), space__is_published=True)
        .select_related("source", "space")
        .only(*EVENT_COLUMNS, "space__name", "space__slug")
    )
)


@dataclass(frozen=True)
class TimelineEntry:
    """One line of a timeline. `by` says who tells it, if anybody; `other` is the space it leads to."""

    date: str
    label: str | Promise
    note: str = ""
    other: Space | None = None
    origin: Sourced | None = None


@dataclass(frozen=True)
class SpaceEvents:
    """What is told of a space, and what is told of others that led to it."""

    own: list[HistoryEvent]
    of_others: list[HistoryEvent]


def events_of(pk: int, has_own: bool = True, has_others: bool = True) -> SpaceEvents:
    """The events of a story, asked for where there may be some."""
    return SpaceEvents(_own.objects(pk) if has_own else [], _of_others.objects(pk) if has_others else [])


def timeline_of(
    space: Space, events: SpaceEvents, told: dict[str, Provenance], predecessors: Iterable[Space]
) -> list[TimelineEntry]:
    """The whole story, dated events first; `told` is the provenance of the space's facts.

    What a column says and no event tells is a chapter too: opening, closing, `predecessors`, successor.
    """
    found = [_entry(event) for event in events.own]
    found += [
        TimelineEntry(event.date, _("Successor of"), event.note, event.space, event)
        for event in events.of_others
    ]
    found += _from_columns(space, {event.type for event in events.own}, told)
    known = {chapter.other for chapter in found}
    found += [
        TimelineEntry("", _("Successor of"), other=other) for other in predecessors if other not in known
    ]
    if space.successor and space.successor.is_published and space.successor not in known:
        found.append(TimelineEntry("", _("Succeeded by"), other=space.successor))
    return sorted(found, key=lambda chapter: (not chapter.date, chapter.date))


def _entry(event: HistoryEvent) -> TimelineEntry:
    other = event.other if event.other and event.other.is_published else None
    label = _("moved to") if other and event.type == Type.MOVED else Type(event.type).label
    return TimelineEntry(event.date, label, event.note, other, event)


def _from_columns(space: Space, types: set[str], told: dict[str, Provenance]) -> list[TimelineEntry]:
    return [
        TimelineEntry(getattr(space, name), label, origin=told[name].origin if name in told else None)
        for name, label in (("opened", Type.OPENED.label), ("closed", Type.CLOSED.label))
        if getattr(space, name) and name not in types
    ]
