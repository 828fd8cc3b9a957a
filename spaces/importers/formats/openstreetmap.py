"""OpenStreetMap: GeoJSON (Overpass turbo, osmtogeojson, ogr2ogr) and Overpass JSON. ODbL 1.0.

Tags: https://wiki.openstreetmap.org/wiki/Tag:office%3Dcoworking and its neighbours.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from coworking.fields.partial_dates import first_day
from coworking.i18n.normalize import normalize_name
from spaces.directory import amenities
from spaces.directory.choices import Kind
from spaces.importers import clean
from spaces.importers.record import Price, Record

LICENCE = "ODbL 1.0"
ATTRIBUTION = "© OpenStreetMap contributors"
_CHARGE = re.compile(
    r"(\d+(?:[.,]\d{1,2})?) ?(EUR|€|GBP|£|USD|\$|CHF)(?: ?/ ?|\s+per\s+)(hour|day|week|month)\Z"
)
_SYMBOLS = {"€": "EUR", "£": "GBP", "$": "USD"}
_HSTORE = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
COLUMNS = {  # our column: the tags that fill it, in order
    "operator": ("operator",),
    "network": ("brand", "network"),
    "neighbourhood": ("addr:suburb", "addr:neighbourhood"),
    "floor": ("level", "addr:floor"),
    "description": ("description",),
}


def parse_geojson(features: Iterator[dict], as_of: str = "") -> Iterator[Record]:
    """GeoJSON features -> records. Features without an id get one made of what they say."""
    seen: Counter[str] = Counter()
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            yield Record(f"feature {number}", problem="not a feature")
            continue
        tags = tags_of(feature["properties"])
        ref = feature_ref(feature, tags)
        seen[ref] += 1
        if seen[ref] > 1:
            ref = f"{ref}#{seen[ref]}"
        yield record(ref, tags, centre(feature.get("geometry")), as_of)


def parse_overpass(elements: Iterator[dict], as_of: str = "") -> Iterator[Record]:
    """Elements of Overpass JSON: nodes, and ways and relations with `center` -> records."""
    for element in elements:
        ref = f"{element.get('type')}/{element.get('id')}"
        place = element.get("center") or element
        if not element.get("tags"):
            yield Record(ref, problem=_("no tags"))
            continue
        yield record(ref, tags_of(element["tags"]), (place.get("lat"), place.get("lon")), as_of)


def tags_of(properties: dict[str, Any]) -> dict[str, str]:
    """The tags as text; those that ogr2ogr put into `other_tags` are taken out of it."""
    tags = {key: str(value) for key, value in properties.items() if value not in (None, "")}
    for key, value in _HSTORE.findall(tags.pop("other_tags", "")):
        tags[key] = value.replace('\\"', '"')
    return tags


def feature_ref(feature: dict, tags: dict[str, str]) -> str:
    """The OSM id ("node/123"), else a hash of name, address and place: the same whatever the order."""
    for ref in (feature.get("id"), tags.get("@id"), tags.get("id"), tags.get("osm_id")):
        if ref:
            return str(ref)[:150]
    said = normalize_name(" ".join((tags.get("name", ""), tags.get("address", ""), tags.get("postcode", ""))))
    latitude, longitude = centre(feature.get("geometry"))
    return "h" + hashlib.sha256(f"{said}|{latitude}|{longitude}".encode()).hexdigest()[:20]


def centre(geometry: Any) -> tuple[Any, Any]:
    """(latitude, longitude) of a point, or of the middle of the box of a shape; (None, None) without one."""
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    points = list(_points(coordinates)) if isinstance(coordinates, list) else []
    if not points:
        return None, None
    longitudes, latitudes = zip(*points, strict=True)
    return (min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2


def _points(coordinates: list) -> Iterator[tuple[float, float]]:
    if len(coordinates) >= 2 and not isinstance(coordinates[0], list):
        longitude, latitude = clean.number(coordinates[0]), clean.number(coordinates[1])
        if longitude is not None and latitude is not None:
            yield longitude, latitude
        return
    for part in coordinates:
        if isinstance(part, list):
            yield from _points(part)


def record(ref: str, tags: dict[str, str], point: tuple[Any, Any], as_of: str) -> Record:
    """One place, or the reason why it is none."""
    name = clean.text(tags.get("name") or tags.get("brand") or tags.get("operator"), 200)
    if not name:
        return Record(ref, problem=_("no name"))
    if any(key.startswith(("disused:", "abandoned:", "demolished:")) for key in tags):
        return Record(ref, problem=_("marked as disused in OpenStreetMap"))
    house = " ".join(filter(None, (tags.get("addr:street"), tags.get("addr:housenumber"))))
    facts: dict[str, Any] = {
        "name": name,
        "kind": kind(tags),
        "street": clean.text(house or tags.get("address")),
        "postcode": clean.postcode(tags.get("addr:postcode") or tags.get("postcode")),
        "city": clean.text(tags.get("addr:city"), 200),
        "country": country(tags),
        "website": clean.website(tags.get("contact:website") or tags.get("website") or tags.get("url")),
        "phone": clean.phone(tags.get("contact:phone") or tags.get("phone")),
        "email": clean.email(tags.get("contact:email") or tags.get("email")),
        "opening_hours": clean.text(tags.get("opening_hours"), 500),
        "amenities": amenities.amenities_from_osm(tags),
        "people": clean.positive(tags.get("capacity")),
    }
    for column, keys in COLUMNS.items():
        facts[column] = clean.text(next((tags[key] for key in keys if key in tags), ""), 120)
    position = clean.position(*point)
    if position:
        facts["latitude"], facts["longitude"] = position
    checked = check_date(tags) or as_of
    known = {key: value for key, value in facts.items() if value}
    return Record(ref, known, prices(tags), checked, "dataset" if checked else "")


def kind(tags: dict[str, str]) -> str:
    """The kind that the tags mean."""
    if tags.get("leisure") == "hackerspace" or tags.get("workshop") == "fablab":
        return Kind.FABLAB
    by_amenity = {"cafe": Kind.CAFE, "library": Kind.LIBRARY, "community_centre": Kind.COMMUNITY_HALL}
    if tags.get("office") == "coworking" or tags.get("amenity") == "coworking_space":
        return Kind.COWORKING
    return by_amenity.get(tags.get("amenity", ""), Kind.COWORKING)


def country(tags: dict[str, str]) -> str:
    code = tags.get("addr:country", "").upper()
    return code if len(code) == 2 and code.isalpha() else ""


def check_date(tags: dict[str, str]) -> str:
    """When a mapper last looked, as a partial date, or ""."""
    for key in ("check_date", "survey:date", "@timestamp"):
        try:
            date = tags.get(key, "")[:10]
            first_day(date)
        except ValueError:
            continue
        return date
    return ""


def prices(tags: dict[str, str]) -> list[Price]:
    """`charge` when it is as plain as "18 EUR/day"; anything else is not guessed at."""
    found = _CHARGE.match(tags.get("charge", ""))
    if not found:
        return []
    amount, currency, unit = found.groups()
    return [Price("hot_desk", unit, amount.replace(",", "."), _SYMBOLS.get(currency, currency))]
