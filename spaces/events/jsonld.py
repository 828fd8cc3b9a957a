from django.http import HttpRequest

from spaces.events.models import Event


def event_jsonld(event: Event, request: HttpRequest) -> dict:
    """The facts of an event in schema.org's words: dates as known, times with their offset."""
    span, place = event.period, event.space
    address = {
        "@type": "PostalAddress",
        "streetAddress": place.street if place else "",
        "addressLocality": event.city.display_name,
        "addressCountry": event.city.country_id,
    }
    facts = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "url": request.build_absolute_uri(event.get_absolute_url()),
        "startDate": span.begins.isoformat() if span.start_time else span.start,
        "endDate": span.ends.isoformat() if span.ends else span.end,
        "eventStatus": f"https://schema.org/Event{'Cancelled' if event.is_cancelled else 'Scheduled'}",
        "location": {
            "@type": "Place",
            "name": event.venue or (place.name if place else event.city.display_name),
            "address": {key: value for key, value in address.items() if value},
        },
        "organizer": {"@type": "Organization", "name": event.organiser} if event.organiser else "",
        "sameAs": event.website,
        "description": event.description,
    }
    return {key: value for key, value in facts.items() if value}
