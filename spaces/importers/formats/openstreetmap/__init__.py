"""OpenStreetMap: GeoJSON (Overpass turbo, osmtogeojson, ogr2ogr) and Overpass JSON. ODbL 1.0.

    files.py      a file: its elements, their ids, tags and positions
    record.py     the tags of one element: a record
    places.py     is it a place to work, and is it open, planned or closed?
    ...           one module for each sort of tags

docs/importing.md lists every tag; a test compares.
"""

from spaces.importers.formats.base import ImportFormat
from spaces.importers.formats.openstreetmap.files import read, recognises

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
