"""The page of a source: what it is, and what on this site comes from it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from coworking.caching.memoize import memoize
from coworking.i18n.normalize import normalize_name
from coworking.templating.rendering import render_page
from spaces.directory.models import Space
from spaces.events.models import Event, EventStatement
from spaces.history.models import HistoryEvent
from spaces.pricing.models import Plan
from spaces.programmes.models import Award, Call, Programme, ProgrammeFact
from spaces.provenance.models import Basis, Source, Sourced, Statement

MOST_ROWS = 2000  # of each kind that are read of one source
MAX_SHOWN = 60  # spaces, events and programmes
SOURCES_READ = 5000  # whose names are compared with what people type
SHORTEST_JOINED = 6  # "neonomade" is "Neo-nomade"


@dataclass(frozen=True)
class Cited:
    """A page of this site with facts of the source, and the newest row of the source on it."""

    about: Space | Event | Programme
    row: Sourced


@dataclass(frozen=True)
class Usage:
    """What comes from a source: its facts, their dates, and what they are about, by name.

    `is_more` if it has more than were read.
    """

    facts: int
    earliest: str
    latest: str
    undated: int
    spaces: list[Cited]
    events: list[Cited]
    programmes: list[Cited]
    is_more: bool


@require_safe
def page(request: HttpRequest, source: str) -> HttpResponse:
    """Show a source, and what on this site comes from it."""
    row = get_object_or_404(Source.objects.with_page(), pk=int(source))
    context = {"source": row, "usage": usage_of(row), "max_shown": MAX_SHOWN}
    return render_page(request, "spaces/pages/source.jinja", context)


def usage_of(source: Source) -> Usage:
    """Return what comes from a source, in a bounded number of queries."""
    statements = _rows(Statement.objects.current().filter(space__is_published=True), source, "space__city")
    plans = _rows(Plan.objects.filter(is_current=True, space__is_published=True), source, "space__city")
    history = _rows(HistoryEvent.objects.filter(space__is_published=True), source, "space__city")
    awards = _rows(Award.objects.all(), source, "programme", "space__city")
    stated = _rows(EventStatement.objects.filter(event__in=Event.objects.published()), source, "event__city")
    events = _rows(Event.objects.published(), source, "city")
    programmes = _rows(Programme.objects.all(), source)
    of_programme = [
        *_rows(ProgrammeFact.objects.all(), source, "programme"),
        *_rows(Call.objects.all(), source, "programme"),
    ]
    rows: list[Any] = [
        *statements, *plans, *history, *awards, *stated, *events, *programmes, *of_programme,
    ]  # fmt: skip
    dates = sorted(row.as_of for row in rows if _is_dated(row))
    of_spaces = [*statements, *plans, *history, *awards]
    return Usage(
        facts=sum(len(row.facts) if hasattr(row, "facts") else 1 for row in (*statements, *stated))
        + sum(map(len, (plans, history, awards, events, programmes, of_programme))),
        earliest=dates[0] if dates else "",
        latest=dates[-1] if dates else "",
        undated=len(rows) - len(dates),
        spaces=_cited((row.space, row) for row in of_spaces if row.space and row.space.is_published),
        events=_cited([*((row.event, row) for row in stated), *((row, row) for row in events)]),
        programmes=_cited(
            [*((row.programme, row) for row in (*awards, *of_programme)), *((row, row) for row in programmes)]
        ),
        is_more=any(len(found) == MOST_ROWS for found in (statements, plans, history, stated, events)),
    )


def _rows(rows: QuerySet[Any], source: Source, *relations: str) -> list[Any]:
    """The latest rows of a source, with what they are about."""
    return list(rows.filter(source=source).select_related(*relations).order_by("-pk")[:MOST_ROWS])


def _is_dated(row: Sourced) -> bool:
    return bool(row.as_of) and row.as_of_basis not in (Basis.NOT_BEFORE, Basis.UNKNOWN)


def _cited(pairs: Any) -> list[Cited]:
    newest: dict[int, Cited] = {}
    for about, row in pairs:
        if about.pk not in newest or newest[about.pk].row.as_of < row.as_of:
            newest[about.pk] = Cited(about, row)
    return sorted(newest.values(), key=lambda cited: (normalize_name(str(cited.about)), cited.about.pk))


@memoize
def _names() -> list[tuple[frozenset[str], str, int]]:
    """Return (words of its name and note, these without spaces, key) of the first sources."""
    rows = Source.objects.with_page().order_by("pk").values_list("pk", "name", "note")[:SOURCES_READ]
    texts = [(normalize_name(f"{name} {note}"), pk) for pk, name, note in rows]
    return [(frozenset(text.split()), text.replace(" ", ""), pk) for text, pk in texts]


def sources_named(words: frozenset[str], text: str, most: int) -> list[Source]:
    """Return the sources whose name or note has these words, or the text written as one word."""
    joined = normalize_name(text).replace(" ", "")
    found = [
        pk
        for named, together, pk in _names()
        if words <= named or (len(joined) >= SHORTEST_JOINED and joined in together)
    ]
    return list(Source.objects.filter(pk__in=found[:most]).order_by("pk")) if found else []
