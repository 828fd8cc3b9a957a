"""The maintained vocabulary of amenities: key, words, icon (Lucide) and the OpenStreetMap tags that mean it.

OSM tags: https://wiki.openstreetmap.org/wiki/Map_features. Adding a line here is all an amenity needs;
`migrate` brings the table up to date.
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class AmenityWord:
    """`osm` lists (tag, value) pairs; the value "*" stands for any but "no"."""

    label: Promise
    icon: str
    osm: tuple[tuple[str, str], ...] = field(default=())


AMENITIES: dict[str, AmenityWord] = {
    "wifi": AmenityWord(_("wifi"), "wifi", (("internet_access", "wlan"), ("internet_access", "yes"))),
    "coffee": AmenityWord(_("coffee"), "coffee", (("drink:coffee", "*"), ("coffee", "*"))),
    "tables": AmenityWord(_("tables to work at"), "table", (("table", "*"), ("desk", "*"))),
    "power": AmenityWord(_("power sockets"), "plug", (("power_supply", "*"), ("socket", "*"))),
    "meeting_rooms": AmenityWord(
        _("meeting rooms"), "presentation", (("meeting_room", "*"), ("amenity:meeting_room", "*"))
    ),
    "phone_booths": AmenityWord(_("phone booths"), "phone", (("phone_booth", "*"),)),
    "private_offices": AmenityWord(_("private offices"), "door-closed", (("private_office", "*"),)),
    "access_24_7": AmenityWord(_("24/7 access"), "key-round", (("opening_hours", "24/7"),)),
    "printing": AmenityWord(
        _("printing"), "printer", (("service:printing", "*"), ("service:copy", "*"), ("printer", "*"))
    ),
    "kitchen": AmenityWord(_("kitchen"), "cooking-pot", (("kitchen", "*"),)),
    "food": AmenityWord(_("food on site"), "utensils", (("food", "*"), ("restaurant", "*"))),
    "bar": AmenityWord(_("bar"), "wine", (("bar", "*"),)),
    "lounge": AmenityWord(_("lounge"), "sofa", (("lounge", "*"),)),
    "lockers": AmenityWord(_("lockers"), "lock", (("lockers", "*"), ("locker", "*"))),
    "showers": AmenityWord(_("showers"), "shower-head", (("shower", "*"), ("showers", "*"))),
    "toilets": AmenityWord(_("toilets"), "toilet", (("toilets", "*"),)),
    "bike_parking": AmenityWord(_("bike parking"), "bike", (("bicycle_parking", "*"),)),
    "car_parking": AmenityWord(_("car parking"), "square-parking", (("parking", "*"),)),
    "wheelchair": AmenityWord(
        _("wheelchair access"), "accessibility", (("wheelchair", "yes"), ("wheelchair", "designated"))
    ),
    "lift": AmenityWord(_("lift"), "arrow-up-down", (("elevator", "*"),)),
    "quiet_room": AmenityWord(_("quiet room"), "volume-x", (("quiet_room", "*"), ("quiet", "*"))),
    "terrace": AmenityWord(_("terrace or garden"), "trees", (("outdoor_seating", "*"), ("garden", "*"))),
    "pets": AmenityWord(_("pets welcome"), "dog", (("dog", "yes"), ("pets", "*"), ("pets_allowed", "yes"))),
    "children": AmenityWord(_("children welcome"), "baby", (("kids_area", "*"), ("childcare", "*"))),
    "events": AmenityWord(_("events"), "calendar-days", (("events", "*"), ("events_venue", "*"))),
    "training": AmenityWord(_("training"), "graduation-cap", (("training", "*"),)),
    "workshop": AmenityWord(_("workshop or fablab"), "hammer", (("fablab", "*"), ("workshop", "*"))),
    "air_conditioning": AmenityWord(_("air conditioning"), "snowflake", (("air_conditioning", "*"),)),
    "projector": AmenityWord(_("projector"), "projector", (("projector", "*"),)),
    "video_calls": AmenityWord(_("video conferencing"), "video", (("video_conference", "*"),)),
    "mail_address": AmenityWord(_("company address"), "mailbox", (("virtual_office", "*"),)),
    "gym": AmenityWord(_("gym"), "dumbbell", (("gym", "*"),)),
    "overnight": AmenityWord(_("overnight stay"), "bed", (("accommodation", "*"),)),
    "trial": AmenityWord(_("free trial"), "gift", (("free_trial", "*"),)),
}

NO_WORD = "check"  # the icon of what the vocabulary does not have


def amenity_label(key: str) -> str:
    """The word for an amenity; its key where the vocabulary has none."""
    return str(AMENITIES[key].label) if key in AMENITIES else key


def amenity_icon(key: str) -> str:
    """The name of the Lucide icon of an amenity."""
    return AMENITIES[key].icon if key in AMENITIES else NO_WORD


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


def from_osm(tags: dict[str, str]) -> list[str]:
    """Return the keys of the amenities that these OSM tags state, in the vocabulary's order."""
    return [
        key
        for key, word in AMENITIES.items()
        if any(
            tags.get(tag) == value or (value == "*" and tags.get(tag, "no") not in {"no", "none", ""})
            for tag, value in word.osm
        )
    ]
