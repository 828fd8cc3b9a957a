"""Importing files in tests."""

import io
import json

from django.core.management import call_command


def run(path, **options):
    """The report of an import as a dictionary; its counts always add up."""
    out = io.StringIO()
    call_command(
        "import_spaces",
        str(path),
        source=options.pop("source", "A file"),
        report="json",
        stdout=out,
        **options,
    )
    report = json.loads(out.getvalue())
    assert report["read"] == sum(
        report[key] for key in ("created", "updated", "unchanged", "skipped", "failed")
    )
    return report


def write(tmp_path, text, name="file.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def feature(name, longitude=4.85, latitude=45.75, **tags):
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "geometry": point, "properties": {"name": name, **tags}}


def geojson(*features, **top):
    return json.dumps({"type": "FeatureCollection", **top, "features": features})


def element(number=1, *, at=(45.75, 4.85), type="node", **tags):
    """An element of Overpass JSON."""
    return {"type": type, "id": number, "lat": at[0], "lon": at[1], "tags": tags}


def overpass(*elements, date="2026-11-01"):
    """A file of Overpass JSON, as of a date."""
    top = {"version": 0.6, "osm3s": {"timestamp_osm_base": f"{date}T00:00:00Z"}}
    return json.dumps({**top, "elements": elements})


def reasons(report):
    """{ref: why it was skipped, or what was not understood}"""
    return {problem["ref"]: problem["reason"] for problem in report["problems"]}
