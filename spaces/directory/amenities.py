"""The amenities that a space may have: key, label, icon (Lucide) and the OpenStreetMap tags that mean it.

OSM tags: https://wiki.openstreetmap.org/wiki/Map_features. To add an amenity, add a line to `AMENITIES`:
`migrate` updates the table, filters and forms list it, and its icon is added to the sprite.
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext
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

DEFAULT_ICON = "check"  # for keys that are not in AMENITIES


def amenity_label(key: str) -> str:
    """Return the translated label of an amenity; the key itself if it is not in `AMENITIES`."""
    return str(AMENITIES[key].label) if key in AMENITIES else key


def amenity_rank(key: str) -> int:
    """Return the place of an amenity in the order of `AMENITIES`; others come last."""
    return _ORDER.get(key, len(_ORDER))


def amenity_term(key: str, value: str) -> str:
    """Return the facet term of what is known of an amenity: ("wifi", "yes") -> "a:wifi"."""
    return TERM_PREFIXES[value] + key


def amenity_values_in(facet_terms: str) -> dict[str, str]:
    """Return {amenity: value} of the facet terms of a space."""
    pairs = (term.split(":", 1) for term in facet_terms.split() if ":" in term)
    return {key: _VALUES[prefix] for prefix, key in pairs if prefix in _VALUES}


def amenity_in_words(key: str, value: str, detail: str = "") -> str:
    """Return what is known of an amenity: "wifi", "no wifi", "wifi: limited (in the hall)"."""
    templates: dict[str, str] = {
        AmenityValue.NO: gettext("no %(amenity)s"),
        AmenityValue.LIMITED: gettext("%(amenity)s: limited"),
    }
    words = templates.get(value, "%(amenity)s") % {"amenity": amenity_label(key)}
    return f"{words} ({detail})" if detail else words


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


_SAY_NO = {"no", "none"}
_SAY_NOTHING = {"", "unknown"}


def _by_osm_tag() -> dict[str, list[tuple[str, str]]]:
    """{OSM tag: [(value that means it, amenity)]}"""
    found: dict[str, list[tuple[str, str]]] = {}
    for key, amenity in AMENITIES.items():
        for tag, value in amenity.osm:
            found.setdefault(tag, []).append((value, key))
    return found


_MEANINGS = _by_osm_tag()


def amenities_of_osm_tag(tag: str) -> list[str]:
    """Return the keys of the amenities that an OSM tag speaks of."""
    return list(dict.fromkeys(key for _value, key in _MEANINGS.get(tag, ())))


def amenity_values_from_osm(tags: dict[str, str]) -> dict[str, str]:
    """Return {amenity: value} of the amenities that these OSM tags speak of, in their order.

    Of several tags or values, one that says yes decides, then one that says limited.
    """
    found: dict[str, AmenityValue] = {}
    for tag in _MEANINGS.keys() & tags.keys():
        # Hours are one value: "24/7; PH off" is not all day and night.
        for part in [tags[tag]] if tag == "opening_hours" else tags[tag].split(";"):
            stated = part.strip()
            for meant, key in _MEANINGS[tag]:
                value = _value_of(stated, meant)
                if value and (key not in found or _RANKS[value] < _RANKS[found[key]]):
                    found[key] = value
    return {key: found[key].value for key in sorted(found, key=_ORDER.__getitem__)}


_RANKS = {AmenityValue.YES: 0, AmenityValue.LIMITED: 1, AmenityValue.NO: 2}
_ORDER = {key: number for number, key in enumerate(AMENITIES)}


def _value_of(stated: str, meant: str) -> AmenityValue | None:
    """What the stated value of a tag says, when the value `meant` means that the amenity is there."""
    if stated in _SAY_NO:
        return AmenityValue.NO
    if stated == AmenityValue.LIMITED:
        return AmenityValue.LIMITED
    return AmenityValue.YES if stated == meant or (meant == "*" and stated not in _SAY_NOTHING) else None
