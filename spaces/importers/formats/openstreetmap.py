"""OpenStreetMap: GeoJSON (Overpass turbo, osmtogeojson, ogr2ogr) and Overpass JSON. ODbL 1.0.

Tags: https://wiki.openstreetmap.org/wiki/Tag:office%3Dcoworking and its neighbours.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from coworking.fields.currencies import currency_of_country
from coworking.fields.errors import NotUnderstood
from coworking.fields.partial_dates import first_day
from coworking.files import json_stream
from coworking.files.errors import UnreadableFile
from coworking.i18n.normalize import normalize_name
from spaces.directory import amenities
from spaces.directory.choices import Kind
from spaces.importers import clean
from spaces.importers.cells import Cells
from spaces.importers.files import FileStart
from spaces.importers.formats.base import ImportFormat
from spaces.importers.record import PriceFact, SpaceRecord, price_fact

Tags = dict[str, str]
_CHARGE = re.compile(r"(?P<amount>[^/]+?) ?(?:/|\bper\b|\ba\b) ?(?P<unit>hour|day|week|month)", re.IGNORECASE)
_HSTORE = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
TAGS_OF_COLUMNS = {  # our column: the tags that fill it, in order
    "operator": ("operator",),
    "network": ("brand", "network"),
    "neighbourhood": ("addr:suburb", "addr:neighbourhood"),
    "floor": ("level", "addr:floor"),
    "description": ("description",),
}


def recognises(start: FileStart) -> bool:
    """Whether the file is JSON: no other format is."""
    return start.is_json


def read(path: Path) -> Iterator[SpaceRecord]:
    """The records of a file of GeoJSON or Overpass JSON."""
    key, as_of = _find_list(path)
    parse = parse_overpass if key == "elements" else parse_geojson
    yield from parse(json_stream.items(path, key), as_of)


def _find_list(path: Path) -> tuple[str, str]:
    """("elements" or "features", the date of the data where the file gives one before them)."""
    as_of = ""
    for prefix, event, value in json_stream.parse(path):
        if prefix in ("timestamp", "osm3s.timestamp_osm_base") and event == "string":
            as_of = clean.date(value[:10])
        if prefix in ("elements", "features") and event == "start_array":
            return prefix, as_of
    raise UnreadableFile(_("the JSON holds neither features (GeoJSON) nor elements (Overpass)"))


def parse_geojson(features: Iterator[Any], as_of: str = "") -> Iterator[SpaceRecord]:
    """The records of GeoJSON features. A feature without an id gets a hash of its name and place."""
    seen: Counter[str] = Counter()
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            yield SpaceRecord(f"feature {number}", problem=_("not a feature"))
            continue
        tags = tags_of(feature["properties"])
        ref = feature_ref(feature, tags)
        seen[ref] += 1
        if seen[ref] > 1:
            ref = f"{ref}#{seen[ref]}"
        yield parse_tags(ref, tags, centre(feature.get("geometry")), as_of)


def parse_overpass(elements: Iterator[Any], as_of: str = "") -> Iterator[SpaceRecord]:
    """The records of Overpass elements: nodes, and ways and relations with their `center`."""
    for number, element in enumerate(elements, start=1):
        if not isinstance(element, dict):
            yield SpaceRecord(f"element {number}", problem=_("not an element"))
            continue
        ref = clean.text(f"{element.get('type')}/{element.get('id')}", 150)
        place, tags = element.get("center") or element, element.get("tags")
        if not tags:
            yield SpaceRecord(ref, problem=_("no tags"))
        elif not isinstance(tags, dict):
            yield SpaceRecord(ref, problem=_("its tags are no keys with values"))
        elif not isinstance(place, dict):
            yield SpaceRecord(ref, problem=_("its center is no latitude and longitude"))
        else:
            yield parse_tags(ref, tags_of(tags), (place.get("lat"), place.get("lon")), as_of)


def tags_of(properties: dict[str, Any]) -> Tags:
    """The tags as text, with those that ogr2ogr wrote into `other_tags` (as hstore)."""
    tags = {key: str(value) for key, value in properties.items() if value not in (None, "")}
    for key, value in _HSTORE.findall(tags.pop("other_tags", "")):
        tags[key] = value.replace('\\"', '"')
    return tags


def feature_ref(feature: dict[str, Any], tags: Tags) -> str:
    """The OSM id ("node/123"), else a hash of name, address and position: the same in any order."""
    for ref in (feature.get("id"), tags.get("@id"), tags.get("id"), tags.get("osm_id")):
        if ref:
            return clean.text(ref, 150)
    name = normalize_name(" ".join((tags.get("name", ""), tags.get("address", ""), tags.get("postcode", ""))))
    latitude, longitude = centre(feature.get("geometry"))
    return "h" + hashlib.sha256(f"{name}|{latitude}|{longitude}".encode()).hexdigest()[:20]


def centre(geometry: Any) -> tuple[Any, Any]:
    """(latitude, longitude) of a point, or of the centre of a shape's bounding box; else (None, None)."""
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    points = list(_points(coordinates)) if isinstance(coordinates, list) else []
    if not points:
        return None, None
    longitudes, latitudes = zip(*points, strict=True)
    return (min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2


def _points(coordinates: list[Any]) -> Iterator[tuple[float, float]]:
    if len(coordinates) >= 2 and not isinstance(coordinates[0], list):
        longitude, latitude = clean.number(coordinates[0]), clean.number(coordinates[1])
        if longitude is not None and latitude is not None:
            yield longitude, latitude
        return
    for part in coordinates:
        if isinstance(part, list):
            yield from _points(part)


def parse_tags(ref: str, tags: Tags, point: tuple[Any, Any], as_of: str) -> SpaceRecord:
    """The record of one place: `point` is its latitude and longitude, `as_of` the date of the file."""
    name = clean.text(tags.get("name") or tags.get("brand") or tags.get("operator"), 200)
    if not name:
        return SpaceRecord(ref, problem=_("no name"))
    if any(key.startswith(("disused:", "abandoned:", "demolished:")) for key in tags):
        return SpaceRecord(ref, problem=_("marked as disused in OpenStreetMap"))
    cells = Cells(tags)
    street = " ".join(filter(None, (tags.get("addr:street"), tags.get("addr:housenumber"))))
    facts: dict[str, Any] = {
        "name": name,
        "kind": kind(tags),
        "street": clean.text(street or tags.get("address")),
        "postcode": clean.postcode(tags.get("addr:postcode") or tags.get("postcode")),
        "city": clean.text(tags.get("addr:city"), 200),
        "country": country(tags),
        "website": clean.website(tags.get("contact:website") or tags.get("website") or tags.get("url")),
        "phone": clean.phone(tags.get("contact:phone") or tags.get("phone")),
        "email": clean.email(tags.get("contact:email") or tags.get("email")),
        "opening_hours": clean.text(tags.get("opening_hours"), 500),
        "amenities": amenities.amenities_from_osm(tags),
        "people": cells.read("capacity", clean.whole_number),
    }
    for column, keys in TAGS_OF_COLUMNS.items():
        facts[column] = clean.text(next((tags[key] for key in keys if key in tags), ""), 120)
    position = clean.position(*point)
    if position:
        facts["latitude"], facts["longitude"] = position
    checked = check_date(tags) or as_of
    known = {key: value for key, value in facts.items() if value}
    found = cells.read("charge", partial(prices, local=currency_of_country(country(tags)))) or []
    return SpaceRecord(ref, known, found, checked, "dataset" if checked else "", notes=cells.notes)


def kind(tags: Tags) -> str:
    """The kind of space that the tags mean."""
    if tags.get("leisure") == "hackerspace" or tags.get("workshop") == "fablab":
        return Kind.FABLAB
    by_amenity = {"cafe": Kind.CAFE, "library": Kind.LIBRARY, "community_centre": Kind.COMMUNITY_HALL}
    if tags.get("office") == "coworking" or tags.get("amenity") == "coworking_space":
        return Kind.COWORKING
    return by_amenity.get(tags.get("amenity", ""), Kind.COWORKING)


def country(tags: Tags) -> str:
    """An ISO 3166-1 alpha-2 code, or ""."""
    code = tags.get("addr:country", "").upper()
    return code if len(code) == 2 and code.isalpha() else ""


def check_date(tags: Tags) -> str:
    """The partial date on which a mapper last checked the place, or ""."""
    for key in ("check_date", "survey:date", "@timestamp"):
        try:
            date = tags.get(key, "")[:10]
            first_day(date)
        except ValueError:
            continue
        return date
    return ""


def prices(charge: str, local: str = "") -> list[PriceFact]:
    """The prices in a `charge` such as "20 EUR/day; 200 EUR/month", of a desk for a unit of time.

    Raises NotUnderstood where any part of it is not a price for a unit that prices have.
    """
    found = []
    for part in charge.split(";"):
        price = _CHARGE.fullmatch(part.strip())
        if not price:
            text = _("“%(text)s” is not understood as a price of an hour, a day, a week or a month.")
            raise NotUnderstood(text % {"text": charge[:100]})
        found.append(price_fact(price["unit"].lower(), clean.money(price["amount"], local=local)))
    return found


FORMAT = ImportFormat(
    key="osm",
    label="OpenStreetMap",
    summary="OpenStreetMap, as GeoJSON or Overpass JSON",
    endings=(".geojson", ".json"),
    docs_heading="OpenStreetMap",
    recognises=recognises,
    read=read,
    licence="ODbL 1.0",
    attribution="© OpenStreetMap contributors",
)
