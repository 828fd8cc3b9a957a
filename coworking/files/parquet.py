"""Parquet files as JSON: a list of objects, or with positions (GeoParquet) a collection of features.

pyarrow reads them; it is an optional package, because it is larger than all others together.
"""

import base64
import datetime as dt
import decimal
import json
import math
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from coworking.files.errors import UnreadableFile

MAGIC = b"PAR1"
BATCH = 500
MIN_BOUND_BYTES = 256 << 20
MAX_RATIO = 100
_WKB_POINT = 1


def is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def write_json(path: Path, file: IO[bytes]) -> None:
    """Write the rows of a Parquet file into another one, as JSON. Raises UnreadableFile."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise UnreadableFile(
            _("to read Parquet, install requirements-parquet.txt, or convert it to CSV")
        ) from None
    most = max(path.stat().st_size * MAX_RATIO, MIN_BOUND_BYTES)
    size = 0
    try:
        with parquet.ParquetFile(path) as table:
            for piece in _pieces(table, parquet):
                size += len(piece)
                if size > most:
                    message = _("unpacked, it is more than %(count)s times as long")
                    raise UnreadableFile(message % {"count": MAX_RATIO})
                file.write(piece)
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        raise UnreadableFile(_("the Parquet file is broken or cut off")) from error
    file.flush()


def _pieces(table: Any, parquet: Any) -> Iterator[bytes]:
    """The JSON of a file, row by row."""
    geo = _geometry(table.schema_arrow.metadata or {})
    yield _head(geo).encode() if geo else b"["
    separator = b""
    for batch in table.iter_batches(batch_size=BATCH):
        for row in batch.to_pylist(maps_as_pydicts="lossy"):
            item = _feature(row, geo["primary_column"]) if geo else row
            yield separator + json.dumps(_plain(item), ensure_ascii=False).encode()
            separator = b",\n"
    yield b"]}" if geo else b"]"


def _geometry(metadata: dict[bytes, bytes]) -> dict[str, Any]:
    """What GeoParquet says of its main column with geometry; empty for other files."""
    try:
        geo = json.loads(metadata.get(b"geo", b"{}"))
        column = geo["columns"][geo["primary_column"]]
        return {"primary_column": geo["primary_column"], "crs": column.get("crs")}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _head(geo: dict[str, Any]) -> str:
    """The beginning of a collection of features, which names the projection if that is not degrees."""
    known = geo["crs"].get("id") if isinstance(geo["crs"], dict) else None
    name = f"{known.get('authority')}:{known.get('code')}" if isinstance(known, dict) else ""
    crs = {"type": "name", "properties": {"name": name}}
    return f'{{"type": "FeatureCollection", "crs": {json.dumps(crs if name else None)}, "features": ['


def _feature(row: dict[str, Any], column: str) -> dict[str, Any]:
    shape = row.pop(column, None)
    feature = {"type": "Feature", "properties": row, "geometry": _point(shape)}
    return feature | {"id": row["id"]} if isinstance(row.get("id"), str | int) else feature


def _point(shape: Any) -> dict[str, Any] | None:
    """GeoJSON's geometry of a point in WKB, or in two columns; of other shapes without coordinates."""
    if isinstance(shape, dict) and {"x", "y"} <= shape.keys():
        return {"type": "Point", "coordinates": [shape["x"], shape["y"]]}
    if not isinstance(shape, bytes) or len(shape) < struct.calcsize("<BI"):
        return None if shape is None else {"type": "Unknown", "coordinates": []}
    order = "<" if shape[0] else ">"
    (kind,) = struct.unpack_from(f"{order}I", shape, 1)
    has_projection = bool(kind & 0x20000000)
    place = 9 if has_projection else 5
    if kind & 0xFF != _WKB_POINT and kind % 1000 != _WKB_POINT or len(shape) < place + 16:
        return {"type": "Unknown", "coordinates": []}
    return {"type": "Point", "coordinates": list(struct.unpack_from(f"{order}2d", shape, place))}


def _plain(value: Any) -> Any:
    """A value as JSON has it: times in ISO 8601, numbers that are none as null."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, decimal.Decimal | dt.timedelta) else value
