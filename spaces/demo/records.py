"""The records of the demo data's files, and what loading all of them needs: cities, sources and spaces.

The format is described in docs/demo-data.md.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet

from spaces.demo.open_data import open_data_keys, spaces_of_open_data
from spaces.directory.models import Space
from spaces.geography.gazetteer import CityFinder
from spaces.geography.models import City
from spaces.provenance.models import Basis, Source, Statement
from spaces.provenance.own_sources import SAMPLE_KEY

DATA = Path(__file__).parent / "data"
ATTRIBUTION = {"ODbL": "© OpenStreetMap contributors", "Licence Ouverte": "CGET, Licence Ouverte 2.0, 2019"}
REF = "demo:"  # how the `ref` of the demo's statements begins
Row = dict[str, Any]  # a record, or an object inside it


def read_records(name: str) -> list[Row]:
    """The records of one of the data files."""
    records: list[Row] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return records


def sample_records() -> list[Row]:
    """The sample spaces, with one source that marks them as invented."""
    source = {"url": "", "title": "Sample data", "as_of": "2026-11", "basis": Basis.PRINTED}
    records = read_records("samples.json")
    for record in records:
        facts = [key for key in record if key not in ("id", "photos")]
        record["sources"] = [source | {"facts": facts}]
        record["prices"] = [price | {"source": 0} for price in record.get("prices", [])]
    return records


def find_city(record: Row, finder: CityFinder) -> City:
    """The city of a record, by its id in GeoNames, else by its name. Raises ValueError when there is none."""
    known = City.objects.select_related("country").filter(geonameid=record.get("geonameid", 0)).first()
    city = known or finder.find(
        record["country"], record["city"], record.get("latitude"), record.get("longitude")
    )
    if city is None:
        raise ValueError(f"{record['id']}: no city; run load_gazetteer first")
    return city


def get_source(row: Row, is_sample: bool = False) -> Source:
    """The source that a record describes, made when it is new. All samples share one."""
    licence = row.get("licence", "")
    attribution = next((text for name, text in ATTRIBUTION.items() if name in licence), "")
    source, _made = Source.objects.get_or_create(
        key=SAMPLE_KEY if is_sample else _source_key(row),
        defaults={
            "name": row["title"][:300],
            "url": "" if is_sample else row["url"],
            "licence": licence[:120],
            "attribution": attribution,
            "note": row.get("note", ""),
        },
    )
    return source


def _source_key(row: Row) -> str:
    return str(row["url"] or row["title"])[:400]


@cache
def demo_source_keys() -> frozenset[str]:
    """The keys of all sources in the files of real spaces, programmes and events, and of the open data."""
    files = ("spaces.json", "programmes.json", "events.json")
    rows = (row for name in files for record in read_records(name) for row in record["sources"])
    return open_data_keys().union(map(_source_key, rows))


def is_demo_source(prefix: str = "") -> Q:
    """The condition that a source came with the demo; `prefix` is the look-up of the source, "source__"."""
    of_samples = Q(**{f"{prefix}key__startswith": SAMPLE_KEY})
    return of_samples | Q(**{f"{prefix}key__in": sorted(demo_source_keys())})


def provenance(source: Source, row: Row) -> Row:
    """The fields of a Sourced model: its source, with the date and its basis out of the source's row."""
    return {"source": source, "as_of": row["as_of"], "as_of_basis": row["basis"]}


def demo_spaces() -> QuerySet[Space]:
    """The real spaces of the demo, and all samples, generated ones included."""
    loaded = Statement.objects.filter(ref__startswith=REF).values("space")
    imported = spaces_of_open_data().values("pk")
    return Space.objects.filter(Q(is_sample=True) | Q(pk__in=loaded) | Q(pk__in=imported))


def spaces_by_record_id() -> dict[str, Space]:
    """{id of a record in spaces.json: its space}"""
    first = Statement.objects.filter(ref__startswith=REF, ref__endswith=":0").select_related("space")
    return {statement.ref.split(":")[1]: statement.space for statement in first}
