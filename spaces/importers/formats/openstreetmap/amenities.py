"""What a place has, what it has not, and under which conditions."""

import re
from typing import Any

from coworking.fields.errors import NotUnderstood
from spaces.directory.amenities import amenity_values_from_osm
from spaces.importers import clean
from spaces.importers.formats.openstreetmap.tags import Tags
from spaces.provenance.amenity_values import LONGEST_DETAIL, with_detail

DETAILS = {"wheelchair": "wheelchair:description"}  # {amenity: the tag that describes it}
FEES = frozenset(("no", "yes", "customers"))
_SPEED = re.compile(r"(\d{1,6})(?:[.,]\d+)?\s*(?:mbit/s|mbps|mbit|mb/s)?\Z", re.IGNORECASE)


def amenities(tags: Tags) -> dict[str, Any]:
    """{"amenities": {key: value}, "people": number, ...}.

    Besides: "wifi_mbps", "wifi_fee" and "fee" ("no", "yes", "customers").
    """
    facts: dict[str, Any] = {
        "amenities": _with_details(tags, amenity_values_from_osm(tags.values)),
        "wifi_fee": _one_of(tags, "internet_access:fee", FEES),
        "fee": _one_of(tags, "fee", FEES),
    }
    capacity = tags.get("capacity")
    if capacity:
        try:
            facts["people"] = clean.whole_number(capacity)
        except NotUnderstood as error:
            tags.refuse("capacity", capacity, error)
    speed = tags.get("internet_access:speed")
    if speed:
        found = _SPEED.match(speed.strip())
        facts["wifi_mbps"] = int(found[1]) if found else None
        if not facts["wifi_mbps"]:
            tags.refuse("internet_access:speed", speed)
    return {key: value for key, value in facts.items() if value}


def _with_details(tags: Tags, values: dict[str, str]) -> dict[str, str]:
    """{amenity: the text of its value}. A description of an amenity whose value is not known is reported."""
    for key, tag in DETAILS.items():
        detail = tags.line(tag, longest=LONGEST_DETAIL)
        if detail and key in values:
            values[key] = with_detail(values[key], detail)
        elif detail:
            tags.refuse(tag, detail)
    return values


def _one_of(tags: Tags, key: str, known: frozenset[str]) -> str:
    value = tags.get(key)
    if not value or value in known:
        return value
    tags.refuse(key, value)
    return ""
