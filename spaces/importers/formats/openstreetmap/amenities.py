"""What a place has, what it has not, and under which conditions."""

import re
from typing import Any

from coworking.fields.errors import NotUnderstood
from spaces.directory.amenities import LIMITED, NO, YES, amenity_values_from_osm
from spaces.importers import clean
from spaces.importers.formats.openstreetmap.tags import Tags

LONGEST_DETAIL = 250
FEES = frozenset(("no", "yes", "customers"))
_SPEED = re.compile(r"(\d{1,6})(?:[.,]\d+)?\s*(?:mbit/s|mbps|mbit|mb/s)?\Z", re.IGNORECASE)


def amenities(tags: Tags) -> dict[str, Any]:
    """{"amenities": keys, "amenity_values": {key: "no" or "limited"}, "amenity_details": {key: text}, ...}.

    Besides: "people", "wifi_mbps", "wifi_fee" and "fee" ("no", "yes", "customers").
    """
    values = amenity_values_from_osm(tags.values)
    facts: dict[str, Any] = {
        "amenities": [key for key, value in values.items() if value == YES],
        "amenity_values": {key: value for key, value in values.items() if value in (NO, LIMITED)},
        "wifi_fee": _one_of(tags, "internet_access:fee", FEES),
        "fee": _one_of(tags, "fee", FEES),
    }
    detail = tags.line("wheelchair:description", longest=LONGEST_DETAIL)
    if detail:
        facts["amenity_details"] = {"wheelchair": detail}
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


def _one_of(tags: Tags, key: str, known: frozenset[str]) -> str:
    value = tags.get(key)
    if not value or value in known:
        return value
    tags.refuse(key, value)
    return ""
