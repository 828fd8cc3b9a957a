"""What people did with the demo's spaces, programmes and events since they were loaded.

Each kind of trace is a table with the way from its rows to the thing, and to the person who made them. A row
of somebody whose account is deleted, or of an import, is a trace too; one of the demo's own accounts is not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Model, Q, QuerySet

from spaces.audit.models import SpaceLogEntry
from spaces.contributions.models import Proposal
from spaces.demo.accounts import demo_accounts
from spaces.demo.records import is_demo_source
from spaces.directory.models import Space
from spaces.events.models import Event, EventStatement
from spaces.history.models import HistoryEvent
from spaces.managers.models import Claim, Invitation, Role, SuggestedEdit
from spaces.pricing.models import Plan
from spaces.programmes.models import Award, Call, Label, Programme, ProgrammeFact
from spaces.provenance.models import Statement


@dataclass(frozen=True)
class Trace:
    """Rows that show that people did something with a thing.

    `thing` and `person` are look-ups from a row to the key of the thing and to an account. Without a person
    the row's source decides: each source that is not one of the demo's is a trace.
    """

    label: str
    model: type[Model]
    thing: str
    person: str = ""


_traces: dict[type[Model], list[Trace]] = {
    Space: [
        Trace("facts from elsewhere", Statement, "space"),
        Trace("prices from elsewhere", Plan, "space"),
        Trace("history from elsewhere", HistoryEvent, "space"),
        Trace("events", Event, "space"),
        Trace("awards", Award, "space"),
        Trace("claims", Claim, "space", "member"),
        Trace("managers", Role, "space", "member"),
        Trace("invitations", Invitation, "space", "invited_by"),
        Trace("reports", SuggestedEdit, "space", "member"),
        Trace("proposals", Proposal, "space", "member"),
        Trace("entries of the audit log", SpaceLogEntry, "space", "actor"),
    ],
    Programme: [
        Trace("the programme, from elsewhere", Programme, "pk"),
        Trace("facts from elsewhere", ProgrammeFact, "programme"),
        Trace("calls from elsewhere", Call, "programme"),
        Trace("awards from elsewhere", Award, "programme"),
    ],
    Event: [
        Trace("the event, from elsewhere", Event, "pk"),
        Trace("facts from elsewhere", EventStatement, "event"),
    ],
}
# The staff edits these on pages of their own: {model: way to the thing}
_EDITED_APART: dict[type[Model], dict[type[Model], str]] = {
    Programme: {Call: "programme", Award: "programme", Label: "programme"}
}


def register(model: type[Model], trace: Trace) -> None:
    """Add what another app stores about spaces, programmes or events."""
    _traces[model].append(trace)


def find_traces(things: QuerySet[Any]) -> dict[int, dict[str, int]]:
    """What people did with each of these things: {key: {kind of trace: how many}}, without the untouched."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    demo = set(demo_accounts().values_list("pk", flat=True))
    for trace in _traces[things.model]:
        if trace.person:
            of_people = Q(**{trace.person: None}) | ~Q(**{f"{trace.person}__in": demo})
        else:
            of_people = ~is_demo_source("source__")
        rows = trace.model._default_manager.filter(of_people, **{f"{trace.thing}__in": things.values("pk")})
        for key, count in _counted(rows, trace.thing):
            found[key][trace.label] = count
    for key, count in _edits_by_staff(things, demo).items():
        found[key]["edits by the staff"] = count
    return dict(found)


def _counted(rows: QuerySet[Any], thing: str) -> Iterable[tuple[int, int]]:
    """(key of the thing, number of rows)"""
    counted = rows.order_by().values(thing).annotate(n=Count("pk"))
    return cast(Iterable[tuple[int, int]], counted.values_list(thing, "n"))


def _edits_by_staff(things: QuerySet[Any], demo: set[int]) -> Counter[int]:
    """{key: how often people edited the thing, or a part of it, in an admin}"""
    keys = set(things.values_list("pk", flat=True))
    counts = Counter(key for key in edited_in_admin(things.model, demo) if key in keys)
    for part, thing in _EDITED_APART.get(things.model, {}).items():
        edited = part._default_manager.filter(pk__in=edited_in_admin(part, demo))
        counts.update(key for key in edited.values_list(thing, flat=True) if key in keys)
    return counts


def edited_in_admin(model: type[Model], demo: Iterable[int] = ()) -> list[int]:
    """The keys of the rows that accounts not of the demo added or changed in an admin, once for each time."""
    content_type = ContentType.objects.get_for_model(model)
    entries = LogEntry.objects.filter(content_type=content_type).exclude(user__in=set(demo))
    return [int(key) for key in entries.values_list("object_id", flat=True) if key and key.isdecimal()]
