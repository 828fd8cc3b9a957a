"""Events for pages: upcoming and past ones at a place, and the provenance of their facts."""

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

MAX_SHOWN = 6  # upcoming events on the page of a space or a city, and as many past ones
FACTS = (
    "title", "start", "start_time", "end", "end_time", "venue", "website", "organiser", "attendance",
    "description",
)  # fmt: skip


@dataclass(frozen=True)
class Agenda:
    """Upcoming events, the next first, and past events, the latest first."""

    upcoming: list[Event]
    past: list[Event]


def events_at(place: Space | City) -> EventQuerySet:
    """Return the published events at a space or in a city."""
    found = Event.objects.published()
    return found.filter(space=place) if isinstance(place, Space) else found.in_city(place)


_any_in_city = PreparedQuery(
    lambda: Event.objects.published().in_city(Param(0)).order_by().values_list("pk")[:1]
)


def agenda_of(place: Space | City) -> Agenda:
    """Return the events that the page of a space or a city shows.

    Most cities have no events, which one cheap query finds out.
    """
    if isinstance(place, City) and not _any_in_city.rows(place.pk):
        return Agenda([], [])
    now, found = timezone.now(), events_at(place).for_list()
    return Agenda(list(found.upcoming(now)[:MAX_SHOWN]), list(found.past(now)[:MAX_SHOWN]))


def provenance_of_event(event: Event) -> dict[str, Provenance]:
    """Return the provenance of each fact of an event by the name of its column."""
    statements = list(event.statements.select_related("source"))
    return {name: _provenance_of_fact(event, name, statements) for name in FACTS}


def _provenance_of_fact(event: Event, name: str, statements: list[EventStatement]) -> Provenance:
    """The origin is a statement with the value, unless there is none or the manager confirmed the event."""
    stated = provenance_of_column(event, name, statements)
    if stated and event.as_of_basis != Basis.CONFIRMED:
        return stated
    whole = Provenance(event, freshness(event.as_of, event.as_of_basis))
    if stated:
        whole.agreeing, whole.conflicts = [stated.origin, *stated.agreeing], stated.conflicts
    else:
        whole.conflicts += [(other.facts[name], other) for other in statements if name in other.facts]
    return whole


@transaction.atomic
def confirm_event(event: Event) -> None:
    """Save an event as confirmed by its manager today; what another source gave is stored as a statement."""
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
    """Return other events of the same series, the latest first."""
    if not event.series:
        return []
    others = Event.objects.published().filter(series=event.series).exclude(pk=event.pk)
    return list(others.for_list().order_by("-begins_at", "-pk")[:24])
