"""GeoJSON that is not OpenStreetMap's: a feature for each place, with properties of any vocabulary.

Its licence is what the importing person says. Tags of OpenStreetMap are read where a feature has them; any
other feature with a name is a coworking space.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spaces.directory.choices import Kind
from spaces.importers.files import FileStart
from spaces.importers.formats.base import ImportFormat
from spaces.importers.formats.openstreetmap.files import parse_geojson, read_items
from spaces.importers.formats.openstreetmap.places import Place, place_keys, place_of
from spaces.importers.formats.openstreetmap.record import record_of
from spaces.importers.formats.openstreetmap.tags import Tags
from spaces.importers.json_shape import find_records
from spaces.importers.reading import Reading
from spaces.importers.record import SpaceRecord
from spaces.provenance.models import Basis

TAGS_OF_PROPERTIES = {
    "street": "addr:street",
    "city": "addr:city",
    "country": "addr:country",
    "housenumber": "addr:housenumber",
}


def read(path: Path, reading: Reading) -> Iterator[SpaceRecord]:
    """The records of a file, one for each feature."""
    shape = find_records(path)
    yield from parse_geojson(read_items(path, shape, reading), shape.as_of, parse_properties)


def parse_properties(ref: str, values: dict[str, str], point: tuple[Any, Any], as_of: str) -> SpaceRecord:
    """The record of one feature. Its facts are of the date of the file, where it has one."""
    tags = Tags({TAGS_OF_PROPERTIES.get(key, key): value for key, value in values.items()})
    has_tags = any(key in tags.values for key in place_keys())
    place = place_of(tags) if has_tags else Place(Kind.COWORKING)
    if place.problem:
        return SpaceRecord(ref, problem=place.problem)
    record = record_of(ref, tags, place, point, as_of)
    if record.basis == Basis.LISTED:
        record.basis = Basis.DATASET if as_of else Basis.UNKNOWN
    return record


def recognises(start: FileStart) -> bool:
    """Whether the file is JSON: formats of JSON that are more specific stand before this one."""
    return start.is_json


FORMAT = ImportFormat(
    key="geojson",
    label="GeoJSON",
    summary="GeoJSON of other sources",
    endings=(".geojson", ".json"),
    docs_heading="GeoJSON of other sources",
    recognises=recognises,
    read=read,
)
