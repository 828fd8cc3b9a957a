"""What a place has, what it has not, and under which conditions."""

import re
from functools import lru_cache
from typing import Any

from coworking.fields.errors import NotUnderstood
from spaces.directory.vocabulary import Vocabulary, vocabulary
from spaces.importers.formats.openstreetmap.tags import Tags
from spaces.importers.values import clean
from spaces.provenance.amenity_values import LONGEST_DETAIL, AmenityValue, with_detail

DETAILS = {"wheelchair": "wheelchair:description"}  # {amenity: the tag that describes it}
FEES = frozenset(("no", "yes", "customers"))
_SAY_NO = {"no", "none"}
_SAY_NOTHING = {"", "unknown"}
_RANKS = {AmenityValue.YES: 0, AmenityValue.LIMITED: 1, AmenityValue.NO: 2}
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


@lru_cache(maxsize=4)
def _meanings(words: Vocabulary) -> dict[str, list[tuple[str, str]]]:
    """{OSM tag: [(value that means it, amenity)]}"""
    found: dict[str, list[tuple[str, str]]] = {}
    for key, amenity in words.amenities.items():
        for tag, value in amenity.osm:
            found.setdefault(tag, []).append((value, key))
    return found


def amenities_of_osm_tag(tag: str) -> list[str]:
    """Return the keys of the amenities that an OSM tag speaks of."""
    return list(dict.fromkeys(key for _value, key in _meanings(vocabulary()).get(tag, ())))


def amenity_values_from_osm(tags: dict[str, str]) -> dict[str, str]:
    """Return {amenity: value} of the amenities that these OSM tags speak of, in their order.

    Of several tags or values, one that says yes decides, then one that says limited.
    """
    words = vocabulary()
    meanings = _meanings(words)
    found: dict[str, AmenityValue] = {}
    for tag in meanings.keys() & tags.keys():
        # Hours are one value: "24/7; PH off" is not all day and night.
        for part in [tags[tag]] if tag == "opening_hours" else tags[tag].split(";"):
            stated = part.strip()
            for meant, key in meanings[tag]:
                value = _value_of(stated, meant)
                if value and (key not in found or _RANKS[value] < _RANKS[found[key]]):
                    found[key] = value
    return {key: found[key].value for key in words.amenities if key in found}


def _value_of(stated: str, meant: str) -> AmenityValue | None:
    """What the stated value of a tag says, when the value `meant` means that the amenity is there."""
    if stated in _SAY_NO:
        return AmenityValue.NO
    if stated == AmenityValue.LIMITED:
        return AmenityValue.LIMITED
    return AmenityValue.YES if stated == meant or (meant == "*" and stated not in _SAY_NOTHING) else None
