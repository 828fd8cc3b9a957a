"""Files of OpenStreetMap: their elements, each with its id, its tags and its position."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from coworking.files import json_stream
from coworking.i18n.normalize import normalize_name
from spaces.importers.files import FileStart
from spaces.importers.formats.json_shape import Shape, find_records
from spaces.importers.formats.openstreetmap.record import parse_tags
from spaces.importers.reading import Reading
from spaces.importers.record import SpaceRecord
from spaces.importers.values import clean
from spaces.importers.values.notes import ValueNote

Values = dict[str, str]
ParseTags = Callable[[str, Values, tuple[Any, Any], str], SpaceRecord]
_FULL_ID = re.compile(r"([nwr])(\d+)\Z")
_HSTORE = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')


# Ids, tags and notices that only OpenStreetMap's files have. All the Places has the tags, not the licence.
_OURS = re.compile(
    r'"(?:@id|osm_id|osm_type|full_id|other_tags)"\s*:|"(?:@id|id)"\s*:\s*"(?:node|way|relation)/\d'
    r'|"(?:osm3s|elements)"\s*:|"(?:addr|contact):[a-z]+"\s*:|"(?:copyright|attribution|generator)"[^,}]*(?:openstreetmap|overpass)',
    re.IGNORECASE,
)
_OTHERS = '"@spider"'


def recognises(start: FileStart) -> bool:
    """Whether the file is JSON with ids, tags or the notice of OpenStreetMap."""
    return start.is_json and bool(_OURS.search(start.text)) and _OTHERS not in start.text


def read(path: Path, reading: Reading) -> Iterator[SpaceRecord]:
    """The records of a file of GeoJSON or Overpass JSON."""
    shape = find_records(path)
    parse = parse_overpass if shape.prefix == "elements.item" else parse_geojson
    yield from parse(read_items(path, shape, reading), shape.as_of)


def read_items(path: Path, shape: Shape, reading: Reading) -> Iterator[Any]:
    """The elements of a file. A remark of Overpass is noted: the file is not complete then."""
    texts: dict[str, str] = {}
    reading.as_of = shape.as_of
    if shape.projection:
        reading.notes.append(
            _("the positions are in %(crs)s, not in degrees (WGS 84): they are left out")
            % {"crs": shape.projection}
        )
    for item in json_stream.items(path, shape.prefix, texts):
        if shape.projection and isinstance(item, dict):
            item["geometry"] = None
        yield item
    if shape.prefix == "elements.item" and texts.get("remark"):
        reading.is_complete = False
        reading.notes.append(
            _("Overpass did not finish, so places are missing in the file: “%(text)s”")
            % {"text": clean.text(texts["remark"])[:200]}
        )


def parse_geojson(
    features: Iterator[Any], as_of: str = "", parse: ParseTags = parse_tags
) -> Iterator[SpaceRecord]:
    """The records of GeoJSON features. A feature without an id gets a hash of its name and place.

    `parse` makes the record of a feature's id, tags, position and date.
    """
    seen: Counter[str] = Counter()
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            yield SpaceRecord(f"feature {number}", problem=_("not a feature"), is_damaged=True)
            continue
        tags, notes = tags_of(feature["properties"])
        ref = feature_ref(feature, tags)
        seen[ref] += 1
        if seen[ref] > 1:
            ref = f"{ref}#{seen[ref]}"
        geometry = feature.get("geometry")
        point = centre(geometry)
        if geometry and point == (None, None):
            notes.append(_("its position is not in degrees of longitude and latitude, and is left out"))
        record = parse(ref, tags, point, as_of)
        record.notes += notes
        yield record


def parse_overpass(elements: Iterator[Any], as_of: str = "") -> Iterator[SpaceRecord]:
    """The records of Overpass elements: nodes, and ways and relations with their `center` or `bounds`."""
    for number, element in enumerate(elements, start=1):
        if not isinstance(element, dict):
            yield SpaceRecord(f"element {number}", problem=_("not an element"), is_damaged=True)
            continue
        ref = clean.ref(f"{element.get('type')}/{element.get('id')}")
        tags = element.get("tags")
        if not tags:
            yield SpaceRecord(ref, problem=_("no tags"), is_no_place=True)
        elif not isinstance(tags, dict):
            yield SpaceRecord(ref, problem=_("its tags are no keys with values"))
        elif not isinstance(element.get("center") or element, dict):
            yield SpaceRecord(ref, problem=_("its center is no latitude and longitude"))
        else:
            values, notes = tags_of(tags)
            edited = element.get("timestamp")
            if isinstance(edited, str):
                values.setdefault("@timestamp", edited)
            record = parse_tags(ref, values, _position_of_element(element), as_of)
            record.notes += notes
            yield record


def _position_of_element(element: dict[str, Any]) -> tuple[Any, Any]:
    """(latitude, longitude) of a node, or of the centre of a way or a relation; else (None, None)."""
    place = element.get("center") or element
    if place.get("lat") is not None:
        return place["lat"], place.get("lon")
    bounds = element.get("bounds")
    if not isinstance(bounds, dict):
        return None, None
    corners = [clean.number(bounds.get(key)) for key in ("minlat", "maxlat", "minlon", "maxlon")]
    south, north, west, east = corners
    if south is None or north is None or west is None or east is None:
        return None, None
    return (south + north) / 2, (west + east) / 2


def tags_of(properties: dict[str, Any]) -> tuple[Values, list[str]]:
    """(the tags as text, what is no text), with tags that ogr2ogr or osmtogeojson wrote into one property."""
    tags: Values = {}
    notes: list[str] = []
    for key, value in properties.items():
        if isinstance(value, str):
            if value:
                tags[key] = value
        elif isinstance(value, bool):
            tags[key] = "yes" if value else "no"
        elif isinstance(value, int | float):
            tags[key] = str(value)
        elif key == "address" and isinstance(value, dict):
            tags |= {f"addr:{part}": str(text) for part, text in value.items() if isinstance(text, str | int)}
        elif key == "tags" and isinstance(value, dict):
            tags |= {tag: text for tag, text in value.items() if isinstance(text, str)}
        elif value is not None:
            text = json.dumps(value, ensure_ascii=False)[:80]
            refusal = _("“%(text)s” is not understood.") % {"text": text}
            notes.append(ValueNote(clean.text(key)[:80], refusal))
    for key, value in _HSTORE.findall(tags.pop("other_tags", "")):
        tags[key] = value.replace('\\"', '"')
    if isinstance(properties.get("name"), bool):
        del tags["name"]
    return tags, notes


_ELEMENT_TYPES = {"n": "node", "w": "way", "r": "relation"}


def feature_ref(feature: dict[str, Any], tags: Values) -> str:
    """The OSM id ("node/123"), else a hash of name, address and position: the same in any order."""
    full = _FULL_ID.match(tags.get("full_id", ""))
    if full:
        return f"{_ELEMENT_TYPES[full[1]]}/{full[2]}"
    for kind, number in (("osm_type", "osm_id"), ("type", "id")):
        if tags.get(kind) in _ELEMENT_TYPES.values() and tags.get(number, "").isdigit():
            return f"{tags[kind]}/{tags[number]}"
    for ref in (feature.get("id"), tags.get("@id"), tags.get("id"), tags.get("osm_id")):
        if ref:
            return clean.ref(ref)
    name = normalize_name(" ".join((tags.get("name", ""), tags.get("address", ""), tags.get("postcode", ""))))
    latitude, longitude = centre(feature.get("geometry"))
    return "h" + hashlib.sha256(f"{name}|{latitude}|{longitude}".encode()).hexdigest()[:20]


def centre(geometry: Any) -> tuple[Any, Any]:
    """(latitude, longitude) of a point, or of the centre of a shape's bounding box; else (None, None)."""
    points = list(_points_of(geometry)) if isinstance(geometry, dict) else []
    if not points:
        return None, None
    longitudes, latitudes = zip(*points, strict=True)
    if max(longitudes) - min(longitudes) > 180:  # it lies across the antimeridian
        longitudes = tuple(longitude % 360 for longitude in longitudes)
    longitude = (min(longitudes) + max(longitudes)) / 2
    return (min(latitudes) + max(latitudes)) / 2, longitude if longitude <= 180 else longitude - 360


def _points_of(geometry: dict[str, Any]) -> Iterator[tuple[float, float]]:
    """(longitude, latitude) of all points of a geometry, or of a collection of geometries."""
    coordinates, geometries = geometry.get("coordinates"), geometry.get("geometries")
    if isinstance(coordinates, list):
        yield from _points(coordinates)
    for part in geometries if isinstance(geometries, list) else ():
        if isinstance(part, dict):
            yield from _points_of(part)


def _points(coordinates: list[Any]) -> Iterator[tuple[float, float]]:
    if len(coordinates) >= 2 and not isinstance(coordinates[0], list):
        longitude, latitude = clean.number(coordinates[0]), clean.number(coordinates[1])
        if longitude is not None and latitude is not None:
            yield longitude, latitude
        return
    for part in coordinates:
        if isinstance(part, list):
            yield from _points(part)
