"""Pages and calendars of events."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from coworking.templating.rendering import render_page
from spaces.directory.models import Space
from spaces.events import icalendar, queries
from spaces.events.models import Event
from spaces.events.querysets import EventQuerySet
from spaces.geography.models import City, Country

PER_PAGE = 24
MAX_IN_CALENDAR = 500


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List upcoming events by date, or past ones with `past`; `country` and `series` filter both."""
    now, past = timezone.now(), bool(request.GET.get("past"))
    country, series = _text(request, "country")[:2].upper(), _text(request, "series")
    found = Event.objects.published()
    found = found.filter(series=series) if series else found
    narrowed = found.in_country(country) if country else found
    rows, others = narrowed.upcoming(now), narrowed.past(now)
    if past:
        rows, others = others, rows
    paginator = Paginator(rows.for_list(), PER_PAGE)
    sizes = {past: paginator.count, not past: others.count()}
    context = {
        "page": paginator.get_page(request.GET.get("page")),
        "past": past,
        "series": series,
        "country": country,
        "countries": _countries(found.past(now) if past else found.upcoming(now)),
        "past_count": sizes[True],
        "upcoming_count": sizes[False],
    }
    return render_page(request, "spaces/events/list.jinja", context)


def _text(request: HttpRequest, name: str) -> str:
    """Return the beginning of a parameter."""
    return request.GET.get(name, "")[:120]


def _countries(found: EventQuerySet) -> list[tuple[Country, int]]:
    """Return countries with the number of these events, most events first."""
    rows = found.order_by().values_list("city__country").annotate(n=Count("pk"))
    return sorted(((Country(code=code), n) for code, n in rows), key=lambda row: (-row[1], row[0].name))


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one event: when and where it is, in local time, and the sources of its facts."""
    event = _event(slug)
    context = {
        "event": event,
        "provenance": queries.provenance_of_event(event),
        "others": queries.other_events_of_series(event),
    }
    return render_page(request, "spaces/events/event.jinja", context)


def _event(slug: str) -> Event:
    found = Event.objects.published().for_list().select_related("source")
    event: Event = get_object_or_404(found, slug=slug)
    return event


@require_safe
def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Download one event as iCalendar; 404 while its day is not known."""
    event = _event(slug)
    if not event.has_day:
        raise Http404
    return icalendar.calendar_response(icalendar.build_calendar([event], event.title, request), event.slug)


@require_safe
def space_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Download the events of a space, including past ones."""
    space = get_object_or_404(Space.objects.published(), slug=slug)
    return _calendar(request, space, space.slug)


@require_safe
def city_calendar(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Download the events of a city and of its spaces, including past ones."""
    city = get_object_or_404(City, country=code.upper(), slug=slug)
    return _calendar(request, city, city.slug)


def _calendar(request: HttpRequest, place: Space | City, filename: str) -> HttpResponse:
    rows = queries.events_at(place).for_list().order_by("-begins_at", "-pk")[:MAX_IN_CALENDAR]
    return icalendar.calendar_response(icalendar.build_calendar(rows, place.name, request), filename)
