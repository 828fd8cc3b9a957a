"""Events as pages tell them: lists of what is ahead and what was, and who says so."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from coworking.database.prepared import Param, PreparedQuery
from spaces.directory.models import Space
from spaces.events.models import Event, EventStatement
from spaces.events.querysets import EventQuerySet
from spaces.geography.models import City
from spaces.managers import facts
from spaces.provenance import own_sources
from spaces.provenance.freshness import freshness
from spaces.provenance.models import Basis
from spaces.provenance.queries import Provenance, provenance_of_column

MAX_SHOWN = 6  # on the page of a space or a city, of each kind
FACTS = (
    "title", "start", "start_time", "end", "end_time", "venue", "website", "organiser", "attendance",
    "description",
)  # fmt: skip


@dataclass(frozen=True)
class Agenda:
    """What is ahead, the next first, and what was, the latest first."""

    upcoming: list[Event]
    past: list[Event]


def events_at(place: Space | City) -> EventQuerySet:
    """The published events at a space or in a city."""
    found = Event.objects.published()
    return found.filter(space=place) if isinstance(place, Space) else found.in_city(place)


_any_in_city = PreparedQuery(
    lambda: Event.objects.published().in_city(Param(0)).order_by().values_list("pk")[:1]
)


def agenda_of(place: Space | City) -> Agenda:
    """The few that the page of a space or a city shows: most cities have none, and one cheap query tells."""
    if isinstance(place, City) and not _any_in_city.rows(place.pk):
        return Agenda([], [])
    now, found = timezone.now(), events_at(place).for_list()
    return Agenda(list(found.upcoming(now)[:MAX_SHOWN]), list(found.past(now)[:MAX_SHOWN]))


def provenance_of_event(event: Event) -> dict[str, Provenance]:
    """Who stands for each fact of an event: the source of the whole, unless statements tell of that fact."""
    statements = list(event.statements.select_related("source"))
    return {name: _provenance_of_fact(event, name, statements) for name in FACTS}


def _provenance_of_fact(event: Event, name: str, statements: list[EventStatement]) -> Provenance:
    """The word of a statement; that of the event's own source where none has it, or the manager told it."""
    said = provenance_of_column(event, name, statements)
    if said and event.as_of_basis != Basis.CONFIRMED:
        return said
    whole = Provenance(event, freshness(event.as_of, event.as_of_basis))
    if said:
        whole.agreeing, whole.conflicts = [said.origin, *said.agreeing], said.conflicts
    else:
        whole.conflicts += [(other.facts[name], other) for other in statements if name in other.facts]
    return whole


@transaction.atomic
def confirm_event(event: Event) -> None:
    """Save an event as its manager tells it, today; what another source told of it stays as a statement."""
    source = own_sources.manager_source()
    old = Event.objects.filter(pk=event.pk).exclude(source=source).first()
    if old:
        known = {name: getattr(old, name) for name in FACTS if getattr(old, name) not in ("", None)}
        EventStatement.objects.get_or_create(
            event=old,
            source=old.source,
            defaults={
                "as_of": old.as_of,
                "as_of_basis": old.as_of_basis,
                "facts": {name: str(value) for name, value in known.items()},
            },
        )
    event.source, event.as_of, event.as_of_basis = source, facts.today(), Basis.CONFIRMED
    event.save()


def other_events_of_series(event: Event) -> list[Event]:
    """Other events of the same series, the latest first."""
    if not event.series:
        return []
    others = Event.objects.published().filter(series=event.series).exclude(pk=event.pk)
    return list(others.for_list().order_by("-begins_at", "-pk")[:24])
