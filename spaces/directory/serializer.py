"""The public facts of a space as plain data: one form of it for CSV, GeoJSON, JSON-LD and JSON endpoints.

document = serialize_space(space)
JsonResponse(document)
"""

from typing import TypedDict

from spaces.directory.models import Space
from spaces.pricing.models import What
from spaces.provenance.amenity_values import with_detail


class SpaceDocument(TypedDict):
    """The facts of a space. Unknown text is "", other unknown values are None."""

    id: str  # its slug
    name: str
    kind: str  # of spaces.directory.choices.Kind
    street: str
    postcode: str
    city: str  # the gazetteer's name, whatever the language
    country: str  # ISO 3166-1 alpha-2
    latitude: float | None  # degrees (WGS 84)
    longitude: float | None
    neighbourhood: str
    floor: str
    website: str
    phone: str
    email: str
    description: str
    operator: str
    network: str
    desks: int | None
    people: int | None
    rooms: int | None
    area_m2: int | None
    wifi_mbps: int | None  # measured, Mbit/s
    opening_hours: str  # OpenStreetMap's syntax; other text where `has_valid_hours` is false
    has_valid_hours: bool
    amenities: dict[str, str]  # {key: "yes", "limited" or "no"}, perhaps with a detail: "limited: two steps"
    status: str  # of spaces.directory.choices.Status
    opened: str  # partial dates: 2019, 2019-03 or 2019-03-31
    closed: str
    day_price: str | None  # decimal amount of the cheapest day at a desk
    month_price: str | None
    currency: str  # ISO 4217, of both prices; "" when both are unknown
    as_of: str  # partial date of the newest fact
    path: str  # of its page, in the active language


class PlanDocument(TypedDict):
    """A current price of a space."""

    name: str  # as the source calls it, else what one gets, in the active language
    what: str  # of spaces.pricing.models.What
    unit: str  # of spaces.pricing.models.Unit
    quantity: int  # how many units
    amount: str  # decimal
    currency: str  # ISO 4217
    as_of: str  # partial date; "" if not known


def serialize_space(space: Space) -> SpaceDocument:
    """The document of a space. It makes no query when the space was selected with its city.

    Amenities have their details if their rows that have one are there as `detailed_amenities`.
    """
    details = {row.amenity_id: row.detail for row in getattr(space, "detailed_amenities", ())}
    has_price = bool(space.day_price or space.month_price)
    return {
        "id": space.slug,
        "name": space.name,
        "kind": space.kind,
        "street": space.street,
        "postcode": space.postcode,
        "city": space.city.name,
        "country": space.city.country_id,
        "latitude": space.latitude,
        "longitude": space.longitude,
        "neighbourhood": space.neighbourhood,
        "floor": space.floor,
        "website": space.website,
        "phone": space.phone,
        "email": space.email,
        "description": space.description,
        "operator": space.operator,
        "network": space.network,
        "desks": space.desks,
        "people": space.people,
        "rooms": space.rooms,
        "area_m2": space.area_m2,
        "wifi_mbps": space.wifi_mbps,
        "opening_hours": space.opening_hours,
        "has_valid_hours": space.schedule_id is not None,
        "amenities": {
            key: with_detail(value, details.get(key, "")) for key, value in space.amenity_values.items()
        },
        "status": space.status,
        "opened": space.opened,
        "closed": space.closed,
        "day_price": None if space.day_price is None else str(space.day_price),
        "month_price": None if space.month_price is None else str(space.month_price),
        "currency": space.price_currency if has_price else "",
        "as_of": space.confirmed_on,
        "path": space.get_absolute_url(),
    }


def serialize_plans(space: Space) -> list[PlanDocument]:
    """The current prices of a space, in their order. It makes no query when its plans were prefetched."""
    return [
        {
            "name": plan.label or str(What(plan.what).label),
            "what": plan.what,
            "unit": plan.unit,
            "quantity": plan.quantity,
            "amount": str(plan.amount),
            "currency": plan.currency,
            "as_of": plan.as_of,
        }
        for plan in space.plans.all()
        if plan.is_current
    ]
