"""GeoJSON that is not OpenStreetMap's: a feature for each place, with properties of any vocabulary.

Its licence is what the importing person says. Where features have tags of OpenStreetMap, these are read; the
features of all other files are the rows of a table, and their properties its columns.
"""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from spaces.directory.choices import Kind
from spaces.importers.files import FileStart, read_start
from spaces.importers.formats.base import ImportFormat
from spaces.importers.formats.json_shape import Shape, find_records
from spaces.importers.formats.openstreetmap.files import (
    centre,
    feature_ref,
    parse_geojson,
    read_items,
    tags_of,
)
from spaces.importers.formats.openstreetmap.places import Place, place_keys, place_of
from spaces.importers.formats.openstreetmap.record import record_of
from spaces.importers.formats.openstreetmap.tags import Tags
from spaces.importers.formats.own_csv import read_rows
from spaces.importers.reading import Reading
from spaces.importers.record import SpaceRecord
from spaces.importers.tables.json_table import EARLIER_REF, NOTES, table_of
from spaces.provenance.models import Basis

OWN_KEYS = ("id", "latitude", "longitude")  # of a feature itself, before those of its properties
_FEATURES = re.compile(r'"(?:Feature|FeatureCollection)"|"features"\s*:')
TAGS_OF_PROPERTIES = {
    "street": "addr:street",
    "city": "addr:city",
    "country": "addr:country",
    "housenumber": "addr:housenumber",
}


def read(path: Path, reading: Reading) -> Iterator[SpaceRecord]:
    """The records of a file, one for each feature."""
    shape = find_records(path)
    tags = "|".join(map(re.escape, (*place_keys(), "internet_access")))
    if not re.search(rf'"(?:{tags})"\s*:', read_start(path).text):
        list(islice(read_items(path, shape, reading), 1))  # which notes what is wrong with the positions
        yield from read_rows(lambda: table_of(lambda: _objects(path, shape), shape.as_of), reading)
        return
    yield from parse_geojson(read_items(path, shape, reading), shape.as_of, parse_properties)


def parse_properties(ref: str, values: dict[str, str], point: tuple[Any, Any], as_of: str) -> SpaceRecord:
    """The record of one feature. Its facts are of the date of the file, where it has one."""
    tags = Tags({TAGS_OF_PROPERTIES.get(key, key): value for key, value in values.items()})
    has_tags = any(key in tags.values for key in place_keys())
    place = place_of(tags) if has_tags else Place(Kind.COWORKING)
    if place.problem:
        return SpaceRecord(ref, problem=place.problem, is_no_place=True)
    record = record_of(ref, tags, place, point, as_of)
    if record.basis == Basis.LISTED:
        record.basis = Basis.DATASET if as_of else Basis.UNKNOWN
    return record


def _objects(path: Path, shape: Shape) -> Iterator[Any]:
    """The properties of each feature, with its id and its position; None for what is no feature."""
    for feature in read_items(path, shape, Reading()):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            yield None
            continue
        values = {f"properties.{key}" if key in OWN_KEYS else key: one for key, one in properties.items()}
        latitude, longitude = centre(feature.get("geometry"))
        values |= {"latitude": latitude, "longitude": longitude} if latitude is not None else {}
        values |= {"id": feature["id"]} if feature.get("id") else {}
        values[EARLIER_REF] = feature_ref(feature, tags_of(properties)[0])
        if feature.get("geometry") and latitude is None:
            values[NOTES] = [_("its position is not in degrees of longitude and latitude, and is left out")]
        yield values


def recognises(start: FileStart) -> bool:
    """Whether the file is JSON with features: formats that are more specific stand before this one."""
    return start.is_json and bool(_FEATURES.search(start.text))


FORMAT = ImportFormat(
    key="geojson",
    label="GeoJSON",
    summary="GeoJSON of other sources",
    endings=(".geojson", ".json"),
    docs_heading="GeoJSON of other sources",
    recognises=recognises,
    read=read,
)
