"""Where the records of a JSON file stand: GeoJSON, Overpass JSON, a list, or one object after the other."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from coworking.files import json_stream
from coworking.files.errors import UnreadableFile
from spaces.importers.values import clean

MAX_CANDIDATE_DEPTH = 3
DEGREES = ("CRS84", "4326")  # what GeoJSON's positions are in, and how files of before 2016 say so


@dataclass(frozen=True)
class Shape:
    """`prefix` is the path of the records, as `json_stream.items` takes it.

    `as_of` is the date of the data, and `projection` the name of the coordinates that are no degrees, where
    the file gives them before its records.
    """

    prefix: str
    as_of: str = ""
    projection: str = ""


def find_records(path: Path) -> Shape:
    """The shape of a file. Raises UnreadableFile when there are no records in it."""
    as_of = projection = candidate = ""
    is_first = True
    for prefix, event, value in json_stream.parse(path):
        if is_first and event == "start_array":
            return Shape("item")
        is_first = False
        if prefix in ("timestamp", "osm3s.timestamp_osm_base") and event == "string":
            as_of = clean.date(value[:10])
        elif prefix == "crs.properties.name" and event == "string":
            projection = "" if any(name in value for name in DEGREES) else clean.text(value)[:60]
        elif prefix in ("elements", "features") and event == "start_array":
            return Shape(f"{prefix}.item", as_of, projection)
        elif (prefix, value) == ("type", "Feature"):
            return Shape("", as_of)
        elif event == "start_map" and prefix.endswith("item") and prefix.count(".") < MAX_CANDIDATE_DEPTH:
            candidate = candidate or prefix
    if candidate:
        return Shape(candidate, as_of)
    raise UnreadableFile(
        _("the JSON holds neither features (GeoJSON), nor elements (Overpass), nor a list of objects")
    )
