"""Pages of programmes and their calls."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from coworking.templating.rendering import render_page
from spaces.geography.models import Country
from spaces.programmes.models import Call, Programme
from spaces.programmes.queries import award_totals, entries_of, fact_groups, today_iso
from spaces.provenance.freshness import freshness
from spaces.provenance.queries import Provenance

CLOSED_PER_PAGE = 30


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List all programmes, by country."""
    context = {
        "programmes_by_country": _by_country(Programme.objects.for_list()),
        "open_count": Call.objects.open_on(today_iso()).count(),
    }
    return render_page(request, "spaces/programmes/list.jinja", context)


def _by_country(programmes: Iterable[Programme]) -> list[tuple[Country, list[Programme]]]:
    """Group programmes that are ordered by country."""
    groups = groupby(programmes, key=attrgetter("country"))
    return [(country, list(group)) for country, group in groups]


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one programme: its facts, its calls, its awards and their totals."""
    programme = get_object_or_404(Programme.objects.select_related("country", "source"), slug=slug)
    awards = list(programme.awards.canonical().for_page())
    facts = fact_groups(programme)
    calls, award_entries = entries_of(programme.calls.canonical().for_page()), entries_of(awards)
    context = {
        "programme": programme,
        "provenance": Provenance(programme, freshness(programme.as_of, programme.as_of_basis)),
        "facts": facts,
        "calls": calls,
        "awards": award_entries,
        "totals": award_totals(awards),
        "differing": [group.label for group in facts if group.differs],
        "differing_calls": [call.row for call in calls if call.differs],
        "differing_awards": [award.row for award in award_entries if award.differs],
        "labels": programme.labels.filter(Q(awards__space__is_published=True)).distinct(),
        "today": today_iso(),
    }
    return render_page(request, "spaces/programmes/programme.jinja", context)


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """List open calls by deadline, and closed ones below."""
    day = today_iso()
    closed = Paginator(Call.objects.closed_on(day).for_page(), CLOSED_PER_PAGE)
    past = closed.get_page(request.GET.get("page"))
    context = {
        "open": entries_of(Call.objects.open_on(day).for_page()),
        "undated": entries_of(Call.objects.undated().for_page()),
        "past": past,
        "closed": entries_of(past),
        "today": day,
    }
    return render_page(request, "spaces/programmes/calls.jinja", context)
