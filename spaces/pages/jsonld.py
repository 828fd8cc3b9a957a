"""A space in schema.org's vocabulary, for search engines."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from spaces.directory.choices import ENDED, Status
from spaces.directory.models import Space
from spaces.directory.serializer import PlanDocument, serialize_plans, serialize_space
from spaces.directory.vocabulary import amenity_label
from spaces.opening_hours import weekly
from spaces.pricing.models import Unit
from spaces.provenance.amenity_values import AmenityValue, value_and_detail
from spaces.provenance.freshness import stale_before

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TYPES = {"cafe": "CafeOrCoffeeShop", "library": "Library"}


def space_jsonld(space: Space, request: HttpRequest) -> dict[str, Any]:
    """The facts of a space as JSON-LD of a LocalBusiness; unknown facts are left out."""
    document = serialize_space(space)
    is_gone = space.status in ENDED
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
        "sameAs": [document["website"]] if document["website"] else [],
        "telephone": document["phone"],
        "description": document["description"],
        "openingHoursSpecification": [] if is_gone else _opening_hours(space),
        "image": [request.build_absolute_uri(photo.image.url) for photo in space.photos.all()],
        "amenityFeature": [
            {
                "@type": "LocationFeatureSpecification",
                "name": amenity_label(key),
                "value": _feature_value(*value_and_detail(text)),
            }
            for key, text in document["amenities"].items()
        ],
        "makesOffer": [_offer(plan) for plan in serialize_plans(space) if not is_gone],
        "dissolutionDate": document["closed"] if space.status == Status.CLOSED else "",
    }
    if document["latitude"] is not None:
        facts["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": document["latitude"],
            "longitude": document["longitude"],
        }
    return {key: value for key, value in facts.items() if value}


def breadcrumbs_jsonld(space: Space, request: HttpRequest) -> dict[str, Any]:
    """The way from the home page to a space, as its page shows it."""
    city = space.city
    trail = [
        (_("Home"), reverse("home")),
        (city.country.name, city.country.get_absolute_url()),
        (city.display_name, city.get_absolute_url()),
        (space.name, space.get_absolute_url()),
    ]
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": request.build_absolute_uri(path)}
            for number, (name, path) in enumerate(trail, 1)
        ],
    }


def _opening_hours(space: Space) -> list[dict[str, Any]]:
    """The week as schema.org has it; empty if the hours are stale or are no plain week."""
    week = weekly.parse(space.opening_hours) if space.schedule else None
    if week is None or (space.hours_as_of and space.hours_as_of < stale_before("opening_hours")):
        return []
    days: dict[tuple[int, int], list[str]] = {}
    for day, times in zip(DAYS, week.days, strict=True):
        for time in times:
            days.setdefault(time, []).append(day)
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": names,
            "opens": _clock(opens),
            "closes": "23:59" if closes == weekly.DAY else _clock(closes),
        }
        for (opens, closes), names in days.items()
    ]


def _clock(minutes: int) -> str:
    """Format a time; one after midnight is that of the next day."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _offer(plan: PlanDocument) -> dict[str, Any]:
    """A price, for how long, and since when it is known."""
    price = {
        "@type": "UnitPriceSpecification",
        "price": plan["amount"],
        "priceCurrency": plan["currency"],
        "unitText": str(Unit(plan["unit"]).label),
        "referenceQuantity": {"@type": "QuantitativeValue", "value": plan["quantity"]},
        "validFrom": plan["as_of"],
    }
    return {
        "@type": "Offer",
        "name": plan["name"],
        "price": plan["amount"],
        "priceCurrency": plan["currency"],
        "priceSpecification": {key: value for key, value in price.items() if value},
    }


def _feature_value(value: str, detail: str) -> bool | str:
    """Whether a space has an amenity; how far, in words, where that is limited."""
    if value == AmenityValue.LIMITED:
        label = str(AmenityValue.LIMITED.label)
        return f"{label}: {detail}" if detail else label
    return value == AmenityValue.YES
