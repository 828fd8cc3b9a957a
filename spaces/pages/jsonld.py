"""A space in schema.org's vocabulary, for search engines."""

from typing import Any

from django.http import HttpRequest

from spaces.directory.models import Space
from spaces.directory.serializer import serialize_plans, serialize_space
from spaces.directory.vocabulary import amenity_label
from spaces.provenance.amenity_values import AmenityValue, value_and_detail

TYPES = {"cafe": "CafeOrCoffeeShop", "library": "Library"}


def space_jsonld(space: Space, request: HttpRequest) -> dict[str, Any]:
    """The facts of a space as JSON-LD of a LocalBusiness; unknown facts are left out."""
    document = serialize_space(space)
    address = {
        "@type": "PostalAddress",
        "streetAddress": document["street"],
        "postalCode": document["postcode"],
        "addressLocality": space.city.display_name,
        "addressCountry": document["country"],
    }
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES.get(document["kind"], "LocalBusiness"),
        "name": document["name"],
        "url": request.build_absolute_uri(document["path"]),
        "address": {key: value for key, value in address.items() if value},
        "sameAs": document["website"],
        "telephone": document["phone"],
        "description": document["description"],
        "openingHours": document["opening_hours"] if document["has_valid_hours"] else "",
        "image": [request.build_absolute_uri(photo.image.url) for photo in space.photos.all()],
        "amenityFeature": [
            {
                "@type": "LocationFeatureSpecification",
                "name": amenity_label(key),
                "value": _feature_value(*value_and_detail(text)),
            }
            for key, text in document["amenities"].items()
        ],
        "makesOffer": [
            {
                "@type": "Offer",
                "name": plan["name"],
                "price": plan["amount"],
                "priceCurrency": plan["currency"],
            }
            for plan in serialize_plans(space)
        ],
    }
    if document["latitude"] is not None:
        facts["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": document["latitude"],
            "longitude": document["longitude"],
        }
    return {key: value for key, value in facts.items() if value}


def _feature_value(value: str, detail: str) -> bool | str:
    """Whether a space has an amenity; how far, in words, where that is limited."""
    if value == AmenityValue.LIMITED:
        label = str(AmenityValue.LIMITED.label)
        return f"{label}: {detail}" if detail else label
    return value == AmenityValue.YES
