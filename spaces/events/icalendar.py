"""Events as iCalendar (RFC 5545), for the calendars of those who go there.

The identifier of an event never changes; SEQUENCE grows with each change. Times stand on the clock of the
place, with the rules of its time zone beside them.
"""

import datetime as dt
from collections.abc import Iterable

import icalendar
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from coworking.fields.partial_dates import first_day, last_day
from spaces.events.models import Event
from spaces.events.period import DAY
from spaces.events.serializer import serialize_event

PRODUCT_ID = "-//coworking directory//events//EN"


def build_calendar(events: Iterable[Event], name: str, request: HttpRequest) -> icalendar.Calendar:
    """A calendar of those events whose day is known."""
    made = icalendar.Calendar()
    made.add("prodid", PRODUCT_ID)
    made.add("version", "2.0")
    made.add("name", name)
    made.add("x-wr-calname", name)
    dated = [event for event in events if event.has_day]
    for event in dated:
        made.add_component(build_event(event, request))
    years = [event.begins_at.year for event in dated] or [timezone.now().year]
    made.add_missing_timezones(dt.date(min(years) - 1, 1, 1), dt.date(max(years) + 2, 1, 1))
    return made


def build_event(event: Event, request: HttpRequest) -> icalendar.Event:
    """One event. Without times it takes whole days."""
    document = serialize_event(event)
    made = icalendar.Event()
    made.add("uid", document["uid"])
    made.add("sequence", event.version)
    made.add("dtstamp", event.updated_at)
    made.add("last-modified", event.updated_at)
    made.add("summary", document["title"])
    for name, moment in _dates(event):
        made.add(name, moment)
    location = (document["venue"], document["street"], document["city"], document["country_name"])
    made.add("location", ", ".join(part for part in location if part))
    made.add("url", request.build_absolute_uri(document["path"]))
    if document["description"]:
        made.add("description", document["description"])
    if document["is_cancelled"]:
        made.add("status", "CANCELLED")
    return made


def _dates(event: Event) -> list[tuple[str, dt.date]]:
    """DTSTART and DTEND: moments where a time is known, else days, of which the last is not counted."""
    span = event.period
    if span.start_time is None:
        return [("dtstart", first_day(span.start)), ("dtend", last_day(span.end or span.start) + DAY)]
    last = span.ends or (span.over if span.end else None)
    return [("dtstart", span.begins), *([("dtend", last)] if last else [])]


def calendar_response(made: icalendar.Calendar, filename: str) -> HttpResponse:
    """A calendar as a file that a calendar program opens."""
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{filename}.ics"'
    return response
