"""The amenities that a space may have: key, label, icon (Lucide) and the OpenStreetMap tags that mean it.

OSM tags: https://wiki.openstreetmap.org/wiki/Map_features. To add an amenity, add a line to `AMENITIES`:
filters, forms and imports know it. These are defaults, which an operator can change and add to in the admin:
see `spaces.directory.vocabulary`.
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spaces.provenance.amenity_values import AmenityValue


@dataclass(frozen=True)
class AmenityDefinition:
    """What the site knows about an amenity.

    `osm` lists the (tag, value) pairs that mean it; the value "*" matches every value but "no" and "none".
    """

    label: Promise
    icon: str
    osm: tuple[tuple[str, str], ...] = field(default=())


AMENITIES: dict[str, AmenityDefinition] = {
    "wifi": AmenityDefinition(
        _("wifi"), "wifi", (("internet_access", "wlan"), ("internet_access", "yes"), ("wifi", "*"))
    ),
    "coffee": AmenityDefinition(_("coffee"), "coffee", (("drink:coffee", "*"), ("coffee", "*"))),
    "tables": AmenityDefinition(_("tables to work at"), "table", (("table", "*"), ("desk", "*"))),
    "power": AmenityDefinition(_("power sockets"), "plug", (("power_supply", "*"), ("socket", "*"))),
    "meeting_rooms": AmenityDefinition(
        _("meeting rooms"), "presentation", (("meeting_room", "*"), ("amenity:meeting_room", "*"))
    ),
    "phone_booths": AmenityDefinition(_("phone booths"), "phone", (("phone_booth", "*"),)),
    "private_offices": AmenityDefinition(_("private offices"), "door-closed", (("private_office", "*"),)),
    "access_24_7": AmenityDefinition(_("24/7 access"), "key-round", (("opening_hours", "24/7"),)),
    "printing": AmenityDefinition(
        _("printing"), "printer", (("service:printing", "*"), ("service:copy", "*"), ("printer", "*"))
    ),
    "kitchen": AmenityDefinition(_("kitchen"), "cooking-pot", (("kitchen", "*"),)),
    "food": AmenityDefinition(_("food on site"), "utensils", (("food", "*"), ("restaurant", "*"))),
    "bar": AmenityDefinition(_("bar"), "wine", (("bar", "*"),)),
    "lounge": AmenityDefinition(_("lounge"), "sofa", (("lounge", "*"),)),
    "lockers": AmenityDefinition(_("lockers"), "lock", (("lockers", "*"), ("locker", "*"))),
    "showers": AmenityDefinition(_("showers"), "shower-head", (("shower", "*"), ("showers", "*"))),
    "toilets": AmenityDefinition(_("toilets"), "toilet", (("toilets", "*"),)),
    "bike_parking": AmenityDefinition(_("bike parking"), "bike", (("bicycle_parking", "*"),)),
    "car_parking": AmenityDefinition(_("car parking"), "square-parking", (("parking", "*"),)),
    "wheelchair": AmenityDefinition(
        _("wheelchair access"), "accessibility", (("wheelchair", "yes"), ("wheelchair", "designated"))
    ),
    "lift": AmenityDefinition(_("lift"), "arrow-up-down", (("elevator", "*"),)),
    "quiet_room": AmenityDefinition(_("quiet room"), "volume-x", (("quiet_room", "*"), ("quiet", "*"))),
    "terrace": AmenityDefinition(
        _("terrace or garden"), "trees", (("outdoor_seating", "*"), ("garden", "*"))
    ),
    "pets": AmenityDefinition(
        _("pets welcome"), "dog", (("dog", "yes"), ("pets", "*"), ("pets_allowed", "yes"))
    ),
    "children": AmenityDefinition(_("children welcome"), "baby", (("kids_area", "*"), ("childcare", "*"))),
    "events": AmenityDefinition(_("events"), "calendar-days", (("events", "*"), ("events_venue", "*"))),
    "training": AmenityDefinition(_("training"), "graduation-cap", (("training", "*"),)),
    "workshop": AmenityDefinition(_("workshop or fablab"), "hammer", (("fablab", "*"), ("workshop", "*"))),
    "air_conditioning": AmenityDefinition(_("air conditioning"), "snowflake", (("air_conditioning", "*"),)),
    "projector": AmenityDefinition(_("projector"), "projector", (("projector", "*"),)),
    "video_calls": AmenityDefinition(_("video conferencing"), "video", (("video_conference", "*"),)),
    "mail_address": AmenityDefinition(_("company address"), "mailbox", (("virtual_office", "*"),)),
    "gym": AmenityDefinition(_("gym"), "dumbbell", (("gym", "*"),)),
    "overnight": AmenityDefinition(_("overnight stay"), "bed", (("accommodation", "*"),)),
    "trial": AmenityDefinition(_("free trial"), "gift", (("free_trial", "*"),)),
}

# How `Space.facet_terms` writes values of amenities: " a:wifi limited:wheelchair no:lift ".
TERM_PREFIXES = {
    AmenityValue.YES.value: "a:",
    AmenityValue.LIMITED.value: "limited:",
    AmenityValue.NO.value: "no:",
}
_VALUES = {prefix.removesuffix(":"): value for value, prefix in TERM_PREFIXES.items()}

DEFAULT_ICON = "check"  # for keys that are not defined


def amenity_term(key: str, value: str) -> str:
    """Return the facet term of what is known of an amenity: ("wifi", "yes") -> "a:wifi"."""
    return TERM_PREFIXES[value] + key


def amenity_values_in(facet_terms: str) -> dict[str, str]:
    """Return {amenity: value} of the facet terms of a space."""
    pairs = (term.split(":", 1) for term in facet_terms.split() if ":" in term)
    return {key: _VALUES[prefix] for prefix, key in pairs if prefix in _VALUES}
