"""Events as iCalendar (RFC 5545), to which visitors subscribe.

The UID of an event never changes and its SEQUENCE grows with each change. Times are local times of the place,
with the definition of its time zone (VTIMEZONE).
"""

import datetime as dt
from collections.abc import Iterable

import icalendar
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from coworking.fields.lines import one_line
from coworking.fields.partial_dates import first_day, last_day
from spaces.events.models import Event
from spaces.events.period import DAY
from spaces.events.serializer import serialize_event
from spaces.events.time_zones import yearly_time_zone

PRODUCT_ID = "-//coworking directory//events//EN"


def build_calendar(events: Iterable[Event], name: str, request: HttpRequest) -> icalendar.Calendar:
    """Return a calendar of those events whose day is known."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT_ID)
    calendar.add("version", "2.0")
    calendar.add("name", one_line(name))
    calendar.add("x-wr-calname", one_line(name))
    dated = [event for event in events if event.has_day]
    for event in dated:
        calendar.add_component(build_event(event, request))
    years = [event.begins_at.year for event in dated] or [timezone.now().year]
    for key in sorted(calendar.get_missing_tzids()):
        if zone := yearly_time_zone(key, min(years) - 1, max(years) + 1):
            calendar.add_component(zone)
    calendar.add_missing_timezones(dt.date(min(years) - 1, 1, 1), dt.date(max(years) + 2, 1, 1))
    return calendar


def build_event(event: Event, request: HttpRequest) -> icalendar.Event:
    """Return one event; without times it takes whole days."""
    document = serialize_event(event)
    entry = icalendar.Event()
    entry.add("uid", document["uid"])
    entry.add("sequence", event.version)
    entry.add("dtstamp", event.updated_at)
    entry.add("last-modified", event.updated_at)
    entry.add("summary", one_line(document["title"]))
    for name, moment in _dates(event):
        entry.add(name, moment)
    location = (document["venue"], document["street"], document["city"], document["country_name"])
    entry.add("location", one_line(", ".join(dict.fromkeys(part for part in location if part))))
    entry.add("url", request.build_absolute_uri(document["path"]))
    if document["description"]:
        entry.add("description", "\n".join(document["description"].splitlines()))
    if document["is_cancelled"]:
        entry.add("status", "CANCELLED")
    return entry


def _dates(event: Event) -> list[tuple[str, dt.date]]:
    """Return DTSTART and DTEND: date-times where a time is known, else dates, the end excluded."""
    period = event.period
    if period.start_time is None:
        return [("dtstart", first_day(period.start)), ("dtend", last_day(period.end or period.start) + DAY)]
    last = period.ends or (period.over if period.end else None)
    return [("dtstart", period.begins), *([("dtend", last)] if last else [])]


def calendar_response(calendar: icalendar.Calendar, filename: str) -> HttpResponse:
    """Return a calendar as a file that a calendar program opens."""
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{filename}.ics"'
    return response
