"""Functions that templates call for events."""

import datetime as dt

from django.http import HttpRequest
from django.template.defaultfilters import date as format_date
from django.template.defaultfilters import time as format_time
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from coworking.fields.partial_dates import first_day
from coworking.templating.json_ld import as_script
from coworking.templating.library import template_function
from coworking.templating.rendering import render_partial
from coworking.templating.template_functions import partial_date
from spaces.directory.models import Space
from spaces.events import jsonld, queries
from spaces.events.models import Event
from spaces.geography.models import City


@template_function
def when(event: Event) -> str:
    """Format the dates of an event: "24 October 2026, 22:00 – 25 October 2026, 04:00", in its time zone."""
    first = _format_moment(event.start, event.start_time)
    if event.end and event.end != event.start:
        return f"{first} – {_format_moment(event.end, event.end_time)}"
    if len(event.start) == 10:
        first = f"{format_date(first_day(event.start), 'D')} {first}"
    return f"{first} – {format_time(event.end_time, 'H:i')}" if event.end_time else first


def _format_moment(date: str, time: dt.time | None) -> str:
    day = partial_date(date)
    return f"{day}, {format_time(time, 'H:i')}" if time else day


@template_function
def clock(event: Event) -> str:
    """Return the time zone of an event: "Brussels time, UTC+1"; empty if it has no times."""
    if not event.start_time and not event.end_time:
        return ""
    offset = event.begins_at.astimezone(event.period.zone).strftime("%z")
    hours = f"{offset[0]}{int(offset[1:3])}" + (f":{offset[3:]}" if offset[3:] != "00" else "")
    return pgettext("a clock", "%(zone)s, UTC%(offset)s") % {"zone": event.timezone, "offset": hours}


@template_function
def is_past(event: Event) -> bool:
    """Whether the event is over."""
    return event.over_at <= timezone.now()


@template_function
def place_of(event: Event) -> str:
    """Return the name of the venue, else of the space."""
    return event.venue or (event.space.name if event.space else "")


@template_function
def events_at(place: Space | City) -> SafeString:
    """List the upcoming and past events at a space or in a city; empty where there are none."""
    agenda = queries.agenda_of(place)
    if not (agenda.upcoming or agenda.past):
        return SafeString("")
    return render_partial(
        "spaces/events/_panel.jinja", {"agenda": agenda, "calendar_url": _calendar_url(place)}
    )


def _calendar_url(place: Space | City) -> str:
    if isinstance(place, City):
        return reverse("city_calendar", kwargs={"code": place.country_id.lower(), "slug": place.slug})
    return reverse("space_calendar", kwargs={"slug": place.slug})


@template_function
def event_jsonld(event: Event, request: HttpRequest) -> SafeString:
    """Return the structured data of an event for search engines."""
    return as_script(jsonld.event_jsonld(event, request))
