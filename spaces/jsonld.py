"""A space as schema.org's LocalBusiness, an event as its Event, for search engines."""

import json

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from spaces.models import Event, Space
from spaces.vocabulary import amenity_label

TYPES = {"cafe": "CafeOrCoffeeShop", "library": "Library"}
_ESCAPES = {ord(char): f"\\u{ord(char):04X}" for char in "<>&\u2028\u2029"}


def jsonld(space: Space, request: HttpRequest) -> dict:
    """The facts of `space` in schema.org's words; unknown ones are left out."""
    address = {
        "@type": "PostalAddress",
        "streetAddress": space.street,
        "postalCode": space.postcode,
        "addressLocality": space.city.called,
        "addressCountry": space.city.country_id,
    }
    facts = {
        "@context": "https://schema.org",
        "@type": TYPES.get(space.kind, "LocalBusiness"),
        "name": space.name,
        "url": request.build_absolute_uri(space.get_absolute_url()),
        "address": {key: value for key, value in address.items() if value},
        "sameAs": space.website,
        "telephone": space.phone,
        "description": space.description,
        "openingHours": space.opening_hours if space.schedule_id else "",
        "image": [request.build_absolute_uri(photo.image.url) for photo in space.photos.all()],
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": amenity_label(key), "value": True}
            for key in space.amenity_keys
        ],
        "makesOffer": [
            {
                "@type": "Offer",
                "name": plan.label or plan.get_what_display(),
                "price": str(plan.amount),
                "priceCurrency": plan.currency,
            }
            for plan in space.plans.all()
            if plan.is_current
        ],
    }
    if space.has_position:
        facts["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": space.latitude,
            "longitude": space.longitude,
        }
    return {key: value for key, value in facts.items() if value}


def event_jsonld(event: Event, request: HttpRequest) -> dict:
    """The facts of an event in schema.org's words: dates as known, times with their offset."""
    span, place = event.span, event.space
    address = {
        "@type": "PostalAddress",
        "streetAddress": place.street if place else "",
        "addressLocality": event.city.called,
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
            "name": event.venue or (place.name if place else event.city.called),
            "address": {key: value for key, value in address.items() if value},
        },
        "organizer": {"@type": "Organization", "name": event.organiser} if event.organiser else "",
        "sameAs": event.website,
        "description": event.description,
    }
    return {key: value for key, value in facts.items() if value}


def as_script(data: dict) -> SafeString:
    """A data block that no text in it can end."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))
