"""An event in schema.org's vocabulary, for search engines."""

from typing import Any

from django.http import HttpRequest

from spaces.events.models import Event
from spaces.events.serializer import serialize_event


def event_jsonld(event: Event, request: HttpRequest) -> dict[str, Any]:
    """The facts of an event as JSON-LD: dates as precise as they are known, times with their UTC offset."""
    document, period = serialize_event(event), event.period
    address = {
        "@type": "PostalAddress",
        "streetAddress": document["street"],
        "addressLocality": document["city"],
        "addressCountry": document["country"],
    }
    organizer = {"@type": "Organization", "name": document["organiser"]}
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": document["title"],
        "url": request.build_absolute_uri(document["path"]),
        "startDate": period.begins.isoformat() if period.start_time else period.start,
        "endDate": period.ends.isoformat() if period.ends else period.end,
        "eventStatus": f"https://schema.org/Event{'Cancelled' if document['is_cancelled'] else 'Scheduled'}",
        "location": {
            "@type": "Place",
            "name": document["venue"] or document["city"],
            "address": {key: value for key, value in address.items() if value},
        },
        "organizer": organizer if document["organiser"] else "",
        "sameAs": document["website"],
        "description": document["description"],
    }
    return {key: value for key, value in facts.items() if value}
