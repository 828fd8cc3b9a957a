"""A space as schema.org's LocalBusiness, an event as its Event, for search engines."""

from django.http import HttpRequest

from spaces.directory.amenities import amenity_label
from spaces.directory.models import Space

TYPES = {"cafe": "CafeOrCoffeeShop", "library": "Library"}


def jsonld(space: Space, request: HttpRequest) -> dict:
    """The facts of `space` in schema.org's words; unknown ones are left out."""
    address = {
        "@type": "PostalAddress",
        "streetAddress": space.street,
        "postalCode": space.postcode,
        "addressLocality": space.city.display_name,
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
