"""The timeline of a space: its history events, and what its columns say beside them."""

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
# Two queries: PostgreSQL scans the whole table for one with an OR.
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
    """One line of a timeline.

    `other` is the space that it links to, and `origin` the row with its source, if there is one.
    """

    date: str
    label: str | Promise
    note: str = ""
    other: Space | None = None
    origin: Sourced | None = None


@dataclass(frozen=True)
class SpaceEvents:
    """The history events of a space, and those of other spaces that name it as the space that follows."""

    own: list[HistoryEvent]
    of_others: list[HistoryEvent]


def events_of(pk: int, has_own: bool = True, has_others: bool = True) -> SpaceEvents:
    """Fetch the events of a space; each of the two queries is made only if it may find some."""
    return SpaceEvents(_own.objects(pk) if has_own else [], _of_others.objects(pk) if has_others else [])


def timeline_of(
    space: Space, events: SpaceEvents, provenance: dict[str, Provenance], predecessors: Iterable[Space]
) -> list[TimelineEntry]:
    """Return the timeline of a space, dated entries first; `provenance` is that of the space's facts.

    There are entries for columns without a matching event too: opening, closing, `predecessors`, successor.
    """
    found = [_entry(event) for event in events.own]
    found += [
        TimelineEntry(event.date, _("Successor of"), event.note, event.space, event)
        for event in events.of_others
    ]
    found += _from_columns(space, {event.type for event in events.own}, provenance)
    known = {entry.other for entry in found}
    found += [
        TimelineEntry("", _("Successor of"), other=other) for other in predecessors if other not in known
    ]
    if space.successor and space.successor.is_published and space.successor not in known:
        found.append(TimelineEntry("", _("Succeeded by"), other=space.successor))
    return sorted(found, key=lambda entry: (not entry.date, entry.date))


def _entry(event: HistoryEvent) -> TimelineEntry:
    other = event.other if event.other and event.other.is_published else None
    label = _("moved to") if other and event.type == Type.MOVED else Type(event.type).label
    return TimelineEntry(event.date, label, event.note, other, event)


def _from_columns(space: Space, types: set[str], provenance: dict[str, Provenance]) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            getattr(space, name), label, origin=provenance[name].origin if name in provenance else None
        )
        for name, label in (("opened", Type.OPENED.label), ("closed", Type.CLOSED.label))
        if getattr(space, name) and name not in types
    ]
