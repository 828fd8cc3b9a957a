"""Values in files are understood as people write them, or reported with their line, column and text."""

import csv
import io
import json

import pytest
from django.core.management import call_command

from spaces.directory.models import Space
from spaces.importers.formats.openstreetmap.record import parse_tags
from tests.factories import make_city, make_country

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path, capsys):
    """Import rows, each {column: text}, into a site with Lyon; returns {id: what the report says of it}."""
    make_city("Lyon", "FR", latitude=45.74846, longitude=4.84671, population=522228)

    def _load(*rows, **options):
        rows = [
            {"id": f"r{number}", "name": f"Space {number}", "city": "Lyon", "country": "FR", **row}
            for number, row in enumerate(rows, start=1)
        ]
        out = io.StringIO()
        table = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)))
        table.writeheader()
        table.writerows(rows)
        path = tmp_path / "spaces.csv"
        path.write_text(out.getvalue())
        call_command("import_spaces", str(path), source="A list", report="json", **options)
        report = json.loads(capsys.readouterr().out)
        problems = {}
        for one in report["problems"]:
            ref = one["ref"].partition("(")[2].rstrip(")") or one["ref"]
            problems.setdefault(ref, []).append(one["reason"])
        return problems

    return _load


def space(ref="r1"):
    return Space.objects.get(statements__ref=ref, statements__replaced_at=None)


def test_countries_are_read_by_name_and_no_country_skips_the_row(load):
    for code in ("DK", "NL", "DE"):
        make_country(code)
    problems = load(
        {"city": "Copenhagen", "country": "Denmark"},
        {"city": "Amsterdam", "country": "Pays-Bas"},
        {"city": "Berlin", "country": "DEU"},
        {"city": "Poseidonis", "country": "Atlantis"},
    )
    countries = [row.city.country_id for row in Space.objects.order_by("name")]
    assert countries == ["DK", "NL", "DE"]
    assert problems["r4"] == ["unknown country: Atlantis"]


@pytest.mark.parametrize("written", ["BE", "bel", "Belgique", "België"])
def test_the_country_of_an_element_is_read_by_name(written):
    record = parse_tags("node/1", {"name": "A", "office": "coworking", "addr:country": written}, (0, 0), "")
    assert (record.facts["country"], record.notes) == ("BE", [])


def test_an_unknown_country_of_an_element_is_reported():
    tags = {"name": "A", "office": "coworking", "addr:country": "Atlantis"}
    assert parse_tags("node/1", tags, (0, 0), "").notes == ["addr:country: unknown country: Atlantis"]
