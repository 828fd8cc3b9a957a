"""The amenities that a space may have: key, label, icon (Lucide) and the OpenStreetMap tags that mean it.

OSM tags: https://wiki.openstreetmap.org/wiki/Map_features. To add an amenity, add a line to `AMENITIES`:
`migrate` updates the table, filters and forms list it, and its icon is added to the sprite.
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class AmenityDefinition:
    """What the site knows about an amenity.

    `osm` lists the (tag, value) pairs that mean it; the value "*" matches every value but "no" and "none".
    """

    label: Promise
    icon: str
    osm: tuple[tuple[str, str], ...] = field(default=())


AMENITIES: dict[str, AmenityDefinition] = {
    "wifi": AmenityDefinition(_("wifi"), "wifi", (("internet_access", "wlan"), ("internet_access", "yes"))),
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

DEFAULT_ICON = "check"  # for keys that are not in AMENITIES


def amenity_label(key: str) -> str:
    """Return the translated label of an amenity; the key itself if it is not in `AMENITIES`."""
    return str(AMENITIES[key].label) if key in AMENITIES else key


def amenity_icon(key: str) -> str:
    """Return the name of an amenity's Lucide icon."""
    return AMENITIES[key].icon if key in AMENITIES else DEFAULT_ICON


KIND_ICONS = {
    "coworking": "armchair",
    "cafe": "coffee",
    "library": "book-open",
    "community_hall": "house",
    "fablab": "wrench",
    "business_centre": "building-2",
    "incubator": "rocket",
    "other": "users",
}


ICONS = (*(amenity.icon for amenity in AMENITIES.values()), DEFAULT_ICON, *KIND_ICONS.values())


def amenities_from_osm(tags: dict[str, str]) -> list[str]:
    """Return the keys of the amenities that these OSM tags mean, in the order of `AMENITIES`."""
    return [
        key
        for key, amenity in AMENITIES.items()
        if any(
            tags.get(tag) == value or (value == "*" and tags.get(tag, "no") not in {"no", "none", ""})
            for tag, value in amenity.osm
        )
    ]
