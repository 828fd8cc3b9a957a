"""The public facts of an event as plain data: one form of it for iCalendar, JSON-LD and JSON endpoints."""

from typing import TypedDict

from spaces.events.models import Event


class EventDocument(TypedDict):
    """The facts of an event. Unknown text is ""."""

    uid: str
    title: str
    start: str  # partial date of the first day
    end: str  # of the last day, "" when it is the first one
    venue: str  # its own, else the name of its space
    street: str  # of its space
    city: str  # in the active language
    country: str  # ISO 3166-1 alpha-2
    country_name: str
    website: str
    organiser: str
    description: str
    is_cancelled: bool
    path: str  # of its page, in the active language


def serialize_event(event: Event) -> EventDocument:
    """The document of an event. It makes no query when the event was selected with `for_list()`."""
    return {
        "uid": str(event.uid),
        "title": event.title,
        "start": event.start,
        "end": event.end,
        "venue": event.venue or (event.space.name if event.space else ""),
        "street": event.space.street if event.space else "",
        "city": event.city.display_name,
        "country": event.city.country_id,
        "country_name": event.city.country.name,
        "website": event.website,
        "organiser": event.organiser,
        "description": event.description,
        "is_cancelled": event.is_cancelled,
        "path": event.get_absolute_url(),
    }
