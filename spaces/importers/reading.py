"""From a file to records: which format it is, and its rows one by one, in bounded memory."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import ijson
from django.utils.translation import gettext as _

from coworking.files.errors import UnreadableFile
from spaces.importers import clean
from spaces.importers.formats import openstreetmap, own_csv, tierslieux
from spaces.importers.record import Record

FORMATS = ("auto", "tierslieux", "osm", "csv")
HEAD = 65536
DEFAULTS = {
    "tierslieux": (tierslieux.LICENCE, tierslieux.ATTRIBUTION),
    "osm": (openstreetmap.LICENCE, openstreetmap.ATTRIBUTION),
}


def detect(path: Path, asked: str = "auto") -> str:
    """The format of the file. Raises UnreadableFile when it is none of ours."""
    try:
        head = path.read_bytes()[:HEAD] if path.stat().st_size < HEAD else _head(path)
    except OSError as error:
        raise UnreadableFile(_("cannot be opened: %(why)s") % {"why": error.strerror}) from None
    if not head.strip():
        raise UnreadableFile(_("the file is empty"))
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(_("this is not a text file"))
    looks = _looks_like(head)
    if looks is None or (asked != "auto" and looks != asked):
        if asked == "auto":
            raise UnreadableFile(_("the file does not look like CSV or JSON that this command knows"))
        raise UnreadableFile(_("the file does not look like the format %(format)s") % {"format": asked})
    return looks


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def _looks_like(head: bytes) -> str | None:
    text = head.decode("utf-8-sig", errors="replace").lstrip()
    if text.startswith(("{", "[")):
        return "osm"
    first = text.splitlines()[0]
    columns = {cell.strip().strip('"') for cell in first.replace(";", ",").replace("\t", ",").split(",")}
    if columns >= tierslieux.COLUMNS:
        return "tierslieux"
    return "csv" if {c.lower() for c in columns} >= own_csv.REQUIRED else None


def records(path: Path, format: str) -> Iterator[Record]:
    """The records of the file, one by one. Raises UnreadableFile, at once or on the way."""
    if format == "osm":
        yield from _json_records(path)
    else:
        parse = tierslieux.parse if format == "tierslieux" else own_csv.parse
        yield from parse(rows(path, lower=format == "csv"))


def rows(path: Path, lower: bool = False) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, {column: text}) of a CSV file in UTF-8 or Latin-1, parted by commas, semicolons or tabs."""
    with path.open(encoding=_encoding(path), newline="", errors="replace") as file:
        first = file.readline()
        delimiter = max(",;\t", key=first.count)
        header = [cell.strip() for cell in next(csv.reader(io.StringIO(first), delimiter=delimiter))]
        header = [cell.lower() for cell in header] if lower else header
        reader = csv.reader((line.replace("\x00", "") for line in file), delimiter=delimiter)
        try:
            for cells in reader:
                if any(cells):
                    yield reader.line_num + 1, dict(zip(header, cells, strict=False))
        except csv.Error as error:
            raise UnreadableFile(
                _("line %(line)s: %(why)s") % {"line": reader.line_num + 1, "why": error}
            ) from None


def _encoding(path: Path) -> str:
    """UTF-8 when the whole file is; else Latin-1's superset of Windows. Reads in pieces."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while piece := file.read(1 << 20):
                decoder.decode(piece)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _json_records(path: Path) -> Iterator[Record]:
    try:
        kind, as_of = _json_kind(path)
        with path.open("rb") as file:
            if kind == "elements":
                yield from openstreetmap.parse_overpass(
                    ijson.items(file, "elements.item", use_float=True), as_of
                )
            else:
                yield from openstreetmap.parse_geojson(
                    ijson.items(file, "features.item", use_float=True), as_of
                )
        _check_end(path)
    except ijson.JSONError as error:
        raise UnreadableFile(_("the JSON is broken or cut off: %(why)s") % {"why": error}) from None


def _json_kind(path: Path) -> tuple[str, str]:
    """("elements" or "features", the day of the data when the file tells)."""
    as_of = ""
    with path.open("rb") as file:
        for prefix, event, value in ijson.parse(file):
            if prefix in ("timestamp", "osm3s.timestamp_osm_base") and event == "string":
                as_of = clean.date(value[:10])
            if prefix in ("elements", "features") and event == "start_array":
                return prefix, as_of
    raise UnreadableFile(_("the JSON holds neither features (GeoJSON) nor elements (Overpass)"))


def _check_end(path: Path) -> None:
    """A file that was cut off after its last record still is cut off."""
    with path.open("rb") as file:
        file.seek(0, io.SEEK_END)
        file.seek(max(0, file.tell() - 64))
        if not file.read().rstrip().endswith(b"}"):
            raise UnreadableFile(_("the JSON is cut off"))
