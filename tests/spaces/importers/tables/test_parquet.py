"""Parquet is read as a list of objects, GeoParquet as features with positions."""

import datetime as dt
import json
import struct
from decimal import Decimal

import pyarrow
import pytest
from django.core.management import CommandError
from pyarrow import parquet

from coworking.files.unpacking import unpacked
from spaces.importers.feeds.fetch import IN_REQUEST
from spaces.importers.feeds.models import Feed
from spaces.importers.feeds.run import run_feed
from spaces.models import Space
from tests.factories import make_source, make_staff
from tests.pages import page
from tests.spaces.importers.importing import reasons, run

pytestmark = pytest.mark.django_db
PLACE = {"nom": "La Cordée", "ville": "Lyon", "pays": "FR", "prix_jour": Decimal("24.50")}
POINT = struct.pack("<BI2d", 1, 1, 4.85, 45.75)


def write(path, rows, geo=None):
    table = pyarrow.Table.from_pylist(rows)
    if geo is not None:
        columns = {"geometry": {"encoding": "WKB", **geo}}
        metadata = {"geo": json.dumps({"primary_column": "geometry", "columns": columns})}
        table = table.replace_schema_metadata(metadata)
    parquet.write_table(table, path)
    return path


def test_a_table_is_read_with_its_nested_columns(tmp_path, lyon):
    rows = [
        PLACE | {"contact": {"email": "a@example.org"}, "as_of": dt.date(2026, 3, 15), "lat": float("nan")},
        {"nom": "Le Banc", "ville": "Lyon", "pays": "FR"},
    ]
    report = run(write(tmp_path / "a.parquet", rows))
    assert report["created"] == 2
    space = Space.objects.get(name="La Cordée")
    assert (str(space.day_price), space.email, space.confirmed_on) == ("24.50", "a@example.org", "2026-03-15")
    assert run(tmp_path / "a.parquet")["unchanged"] == 2


@pytest.mark.parametrize(
    "shape",
    [
        POINT,
        struct.pack(">BI2d", 0, 1, 4.85, 45.75),
        struct.pack("<BII2d", 1, 1 | 0x20000000, 4326, 4.85, 45.75),
        struct.pack("<BI3d", 1, 1001, 4.85, 45.75, 170),
    ],
    ids=["point", "big-endian", "with the number of its projection", "with a height"],
)
def test_a_point_is_a_position(tmp_path, lyon, shape):
    run(write(tmp_path / "a.parquet", [PLACE | {"id": "a1", "geometry": shape}], geo={}))
    space = Space.objects.get()
    assert (space.latitude, space.longitude) == (45.75, 4.85)
    assert space.statements.get().ref == "a1"


def test_what_is_no_point_in_degrees_is_left_out_and_reported(tmp_path, lyon):
    line = struct.pack("<BII4d", 1, 2, 2, 4.85, 45.75, 4.86, 45.76)
    path = write(tmp_path / "a.parquet", [PLACE | {"id": "a1", "geometry": line}], geo={})
    assert "its position is not in degrees" in " ".join(reasons(run(path)).values())
    crs = {"crs": {"id": {"authority": "EPSG", "code": 2154}}}
    path = write(tmp_path / "b.parquet", [PLACE | {"id": "a1", "geometry": POINT}], geo=crs)
    assert "the positions are in EPSG:2154" in reasons(run(path))["the file"]
    assert Space.objects.get().latitude is None


def test_a_broken_file_is_refused_in_one_sentence(tmp_path, lyon):
    path = write(tmp_path / "a.parquet", [PLACE])
    data = path.read_bytes()
    for broken in (data[:-20], data[:20] + b"\xff" * 40 + data[60:]):
        path.write_bytes(broken)
        with pytest.raises(CommandError, match="the Parquet file is broken or cut off"):
            run(path)


def test_times_and_bytes_have_json(tmp_path):
    path = write(tmp_path / "a.parquet", [{"at": dt.datetime(2026, 3, 1, 9), "raw": b"\xff", "n": None}])
    with unpacked(path) as file:
        assert json.loads(file.read_text()) == [{"at": "2026-03-01T09:00:00", "raw": "/w==", "n": None}]


def test_the_admin_refuses_it_because_nothing_bounds_its_memory(tmp_path, client, settings, lyon):
    path = write(tmp_path / "a.parquet", [PLACE])
    client.force_login(make_staff())
    with path.open("rb") as file:
        shown = page(
            client.post("/admin/spaces/space/import/", {"file": file, "source": "x", "format": "auto"})
        )
    assert "Parquet is imported by manage.py import_spaces alone." in shown.text
    settings.FEEDS_DIR, settings.VAR_DIR = tmp_path, tmp_path / "var"
    feed = Feed.objects.create(source=make_source(), location="a.parquet")
    assert "by manage.py run_feeds alone" in run_feed(feed, None, IN_REQUEST).message
    assert run_feed(feed).state == "imported"
