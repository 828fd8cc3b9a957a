"""Events on pages: when they are, and lists of them."""

import datetime as dt

from django import template
from django.template.defaultfilters import date as format_date
from django.template.defaultfilters import time as format_time
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from coworking.fields.partial_dates import first_day
from coworking.templating.json_ld import as_script
from coworking.templating.library import register as for_jinja
from coworking.templating.template_functions import partial_date
from spaces.directory.models import Space
from spaces.events import queries
from spaces.events.jsonld import event_jsonld
from spaces.events.models import Event
from spaces.geography.models import City

register = template.Library()


@register.filter
def when(event: Event) -> str:
    """ "24 October 2026, 22:00 – 25 October 2026, 04:00", on the clock of the place."""
    first = _moment(event.start, event.start_time)
    if event.end and event.end != event.start:
        return f"{first} – {_moment(event.end, event.end_time)}"
    if len(event.start) == 10:
        first = f"{format_date(first_day(event.start), 'D')} {first}"
    return f"{first} – {format_time(event.end_time, 'H:i')}" if event.end_time else first


def _moment(date: str, time: dt.time | None) -> str:
    day = partial_date(date)
    return f"{day}, {format_time(time, 'H:i')}" if time else day


@register.filter
def clock(event: Event) -> str:
    """Which clock the times are told by: "Brussels time, UTC+1"; nothing where no time is told."""
    if not event.start_time and not event.end_time:
        return ""
    offset = event.begins_at.astimezone(event.period.zone).strftime("%z")
    hours = f"{offset[0]}{int(offset[1:3])}" + (f":{offset[3:]}" if offset[3:] != "00" else "")
    return pgettext("a clock", "%(zone)s, UTC%(offset)s") % {"zone": event.timezone, "offset": hours}


@register.filter
def is_past(event: Event) -> bool:
    return event.over_at <= timezone.now()


@register.filter
def place_of(event: Event) -> str:
    """The venue or the space, as one line."""
    return event.venue or (event.space.name if event.space else "")


@register.simple_tag
def events_at(place: Space | City) -> SafeString:
    """What is ahead and what was at a space or in a city; nothing where nothing is known."""
    agenda = queries.agenda_of(place)
    if not (agenda.upcoming or agenda.past):
        return SafeString("")
    values = {"agenda": agenda, "place": place, "is_city": isinstance(place, City)}
    return render_to_string("spaces/events/_panel.html", values)


for_jinja(events_at=events_at)


@register.simple_tag(takes_context=True)
def jsonld_of_event(context, event: Event) -> SafeString:
    """What search engines read."""
    return as_script(event_jsonld(event, context["request"]))
