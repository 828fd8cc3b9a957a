"""XLSX, lists of JSON objects and GeoJSON of any properties are tables like CSV."""

import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from coworking.fields.amounts import read_number
from spaces.directory.models import Space
from spaces.importers.tables import workbook
from spaces.importers.tables.json_table import flatten
from spaces.importers.tables.numbers import number_text
from spaces.provenance.models import Source
from tests.factories import make_city
from tests.spaces.importers.importing import feature, geojson, reasons, run, write
from tests.spaces.importers.tables.test_mapping import prices, uses

pytestmark = pytest.mark.django_db
FIELD = Path(__file__).resolve().parents[5] / "shared" / "data" / "field" / "spaces"
HEAD = ["Code", "Nom", "Ville", "Pays", "Postes", "Prix jour", "Mise à jour", "Téléphone"]
ROW = [7, "La Cordée", "Lyon", "FR", 30, 24.125, dt.datetime(2026, 3, 15), 33472000000]


def book(**sheets):
    """The bytes of a workbook: {name of a sheet: its rows}."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_workbook_is_read_from_the_sheet_and_row_that_have_headings(tmp_path, lyon):
    rows = [["Our places in 2026"], [], HEAD, ROW, [], [8, "Le Banc", "Lyon", "FR", None, "=20+5"]]
    path = write(tmp_path, book(About=[["Hello", "all"]], Places=rows), "an upload without an ending")
    report = run(path, map=[("id", "code")])
    assert uses(report) == dict(
        zip(HEAD, ["id", "name", "city", "country", "desks", "day_price", "as_of", "phone"], strict=True)
    )
    assert "the workbook has 2 sheets: “Places” is read" in reasons(report)["the file"]
    assert "the formula “=20+5” has no value" in reasons(report)["line 6 (8)"]
    space = Space.objects.get(name="La Cordée")
    assert (space.desks, space.confirmed_on) == (30, "2026-03-15")
    assert Space.objects.get(name="Le Banc").day_price is None
    assert run(path)["unchanged"] == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04 and no more", "the workbook is broken or cut off"),
        (book(A=[HEAD, ROW])[:-400], "the workbook is broken or cut off"),
        (book(A=[]), "the file is empty"),
        (b"PAR1" + b"\x00" * 20, "the Parquet file is broken or cut off"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_in_one_sentence(tmp_path, lyon, content, message):
    with pytest.raises(CommandError, match=message):
        run(write(tmp_path, content, "a.xlsx"))


def test_a_workbook_that_unpacks_to_more_than_its_bound_is_not_opened(tmp_path, lyon, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_SHEET_BYTES", 1 << 20)
    out = io.BytesIO(book(A=[HEAD, ROW]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet2.xml", b" " * (2 << 20))
    with pytest.raises(CommandError, match="xl/worksheets/sheet2.xml is longer than 1 MB"):
        run(write(tmp_path, out.getvalue(), "a.xlsx"))


def test_a_list_of_objects_is_a_table_of_its_keys(tmp_path, lyon):
    place = {
        "ref": 7,
        "name": "La Cordée",
        "address": {"street": "1 rue X", "city": "Lyon", "country": "FR"},
        "location": {"lat": 45.75, "lng": 4.85},
        "price": {"day": 20, "month": 200.5},
        "amenities": ["wifi", "coffee"],
        "phones": ["04 11 11 11 11", "04 22 22 22 22"],
        "team": [{"name": "A"}, {"name": "B"}],
        "addresses": [],
        "verified": True,
    }
    report = run(write(tmp_path, json.dumps({"count": 1, "places": [place, 5]}), "a.json"))
    assert (report["created"], report["skipped"]) == (1, 1)
    assert reasons(report) == {"record 2": "not an object"}
    space = Space.objects.get()
    assert (space.street, space.latitude, space.city) == ("1 rue X", 45.75, lyon)
    assert [(price[1], str(price[3])) for price in prices(space)] == [("day", "20.00"), ("month", "200.50")]
    assert space.statements.get().facts["other_phones"] == ["04 22 22 22 22"]
    assert uses(report)["team"] == "a list of objects"
    assert uses(report)["verified"] == "not a known heading"
    assert "{" not in json.dumps(report["rows"][0]["facts"])[1:]


def test_properties_of_geojson_are_columns_that_can_be_mapped(tmp_path, lyon):
    text = geojson(feature("x", nom="Le Pont", adresse="3 rue du Pont", code_postal="69001", label="Réseau"))
    report = run(write(tmp_path, text, "a.geojson"), map=[("name", "nom"), ("network", "label")])
    space = Space.objects.get()
    assert (space.name, space.street, space.network) == ("Le Pont", "3 rue du Pont", "Réseau")
    assert space.latitude == 45.75
    assert Source.objects.get().mapping == {"name": "nom", "network": "label"}
    assert report["columns"][0]["reason"] == "name is already read from “nom”"


@given(st.one_of(st.integers(-(10**9), 10**9), st.floats(0, 1e6).map(lambda number: round(number, 3))))
def test_a_number_of_a_cell_is_understood_as_what_it_is(number):
    text = number_text(abs(number))
    assert abs(float(read_number(text, ".")) - abs(number)) < 1e-6


NESTED = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from("abc"), NESTED))
def test_objects_of_any_shape_become_text_without_brackets_of_python(item):
    texts, lists = flatten(item)
    assert all(isinstance(text, str) and text for text in texts.values())
    assert not any("{'" in text or "['" in text or text == "None" for text in texts.values())
    assert all(isinstance(path, str) for path in lists)


@pytest.mark.skipif(not FIELD.exists(), reason="the field cases are not beside this checkout")
def test_field_cases_of_other_headings_are_read(gazetteer):
    make_city("Berlin", "DE", latitude=None, longitude=None)
    for file, name in {
        "french-headers.csv": "La Cordée",
        "latlng-col.csv": "LatLng place",
        "address-col.csv": "Some place",
        "fsq.csv": "Exemple Hub",
        "generic.geojson": "Tiers-lieu du Pont",
        "geojson-nested-address.geojson": "Sample Desk",
        "overture.geojson": "Atelier Exemple",
        "atp.geojson": "Exemple Desks Liège Guillemins",
    }.items():
        report = run(FIELD / file, source=file)
        assert report["created"] == report["read"], (file, report["problems"])
        assert Space.objects.filter(name=name).exists(), file
    found = {space.name: space for space in Space.objects.all()}
    assert (found["LatLng place"].postcode, str(found["LatLng place"].day_price)) == ("N1 1AA", "20.00")
    assert found["Some place"].street == "12 High Street"
    assert (found["Sample Desk"].street, str(found["Sample Desk"].day_price)) == ("Musterstraße 11", "15.00")
    assert not Source.objects.get(name="geojson-nested-address.geojson").attribution
    assert found["Bureau Fermé"].status == "closed"
    atelier = found["Atelier Exemple"].statements.get()
    assert atelier.facts["licence"] == "CDLA-Permissive-2.0"
    assert (atelier.as_of, found["Atelier Exemple"].street) == ("2026-10-06", "Rue de l'Exemple 1")


@pytest.mark.skipif(not FIELD.exists(), reason="the field cases are not beside this checkout")
def test_field_cases_of_later_files_change_what_they_speak_of(lyon):
    for file in ("noid-1.csv", "noid-2.csv"):
        run(FIELD / file, source="without ids")
    assert sorted(Space.objects.values_list("street", flat=True)) == ["1bis rue A", "22 rue B"]
    run(FIELD / "partial-1.csv", source="partial")
    before = Space.objects.filter(name="Alpha").values("opening_hours", "website", "desks", "day_price").get()
    run(FIELD / "partial-2.csv", source="partial")
    assert before == Space.objects.filter(name="Alpha").values(*before).get()
    assert Space.objects.get(name="Alpha").phone == "04 99 99 99 99"
