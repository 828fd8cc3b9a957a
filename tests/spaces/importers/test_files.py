"""Files as programmes write them: encodings, delimiters, broken rows, packed files, shapes of JSON."""

import gzip
import json
from pathlib import Path

import pytest
from django.core.management import CommandError

from spaces.directory.models import Space
from spaces.importers.formats.openstreetmap import files as osm_files
from spaces.importers.reading import Reading
from spaces.importers.registry import detect_format
from tests.spaces.importers.importing import element, feature, geojson, reasons, run, write

pytestmark = pytest.mark.django_db
FIELD = Path(__file__).resolve().parents[4] / "shared" / "data" / "field" / "spaces"
HEAD = "id,name,city,country,description\n"
ROW = "1,Café de l'été,Lyon,FR,\n"


IN_LYON = {"office": "coworking", "addr:city": "Lyon", "addr:country": "FR"}


def names():
    return list(Space.objects.order_by("name").values_list("name", flat=True))


def test_an_unclosed_quote_is_reported_with_its_line_and_the_other_rows_are_read(tmp_path, lyon):
    rows = '1,A,Lyon,FR,"two\nlines"\n2,B "b",Lyon,FR,"open\n3,C,Lyon,FR,\n4,D,Lyon,FR,"closed"\n'
    report = run(write(tmp_path, HEAD + rows))
    assert (report["created"], report["skipped"]) == (3, 1)
    assert reasons(report) == {"line 4": "a quote is opened and never closed"}
    assert names() == ["A", "C", "D"]


def test_an_unclosed_quote_in_a_long_file_swallows_no_row(tmp_path, lyon):
    rows = "".join(f"{n},N{n},Lyon,FR,{'x' * 2000}\n" for n in range(2, 102))
    report = run(write(tmp_path, HEAD + '1,A,Lyon,FR,"open\n' + rows))
    assert (report["created"], report["skipped"]) == (100, 1)


def test_a_row_of_another_length_is_reported_with_its_line(tmp_path, lyon):
    rows = "1,Short,Lyon,FR\n2,Long,Lyon,FR,text,more\n3,Commas,Lyon,FR,text,,\n"
    report = run(write(tmp_path, HEAD + rows))
    assert names() == ["Commas", "Short"]
    assert "the row has 4 cells, the heading has 5" in reasons(report)["line 2 (1)"]
    assert "the row has 6 cells, the heading has 5" in reasons(report)["line 3"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_encodings_that_a_file_shows_are_read(tmp_path, lyon, encoding):
    report = run(write(tmp_path, HEAD + ROW, encoding=encoding))
    assert (names(), report["problems"]) == (["Café de l'été"], [])


@pytest.mark.parametrize(("encoding", "label"), [("cp1252", "Windows-1252"), ("mac_roman", "Mac Roman")])
def test_an_older_encoding_is_found_by_its_accents_and_reported(tmp_path, lyon, encoding, label):
    report = run(write(tmp_path, HEAD + ROW, encoding=encoding))
    assert names() == ["Café de l'été"]
    assert f"was read as {label}. Line 2: “1,Café de" in reasons(report)["the file"]


def test_an_encoding_that_is_not_certain_is_reported_with_its_line(tmp_path, lyon):
    report = run(write(tmp_path, HEAD + "1,Žluťoučký kůň,Lyon,FR,\n", encoding="cp1250"))
    assert "read as Windows-1252, but may be something else" in reasons(report)["the file"]


def test_text_that_was_decoded_twice_is_repaired_and_reported(tmp_path, lyon):
    report = run(write(tmp_path, HEAD + "1,CafÃ© Â« Le Pont Â»,Lyon,FR,\n2,SÃO JOÃO,Lyon,FR,\n"))
    assert names() == ["Café « Le Pont »", "SÃO JOÃO"]
    assert reasons(report) == {"line 2 (1)": "“CafÃ© Â« Le Pont Â»” was read as “Café « Le Pont »”"}


@pytest.mark.parametrize("start", ["sep=;\r\n", '"sep=;"\n', "\n\n", " \nSEP=;\n"])
@pytest.mark.parametrize("delimiter", [";"])
def test_a_line_that_names_the_delimiter_is_no_heading(tmp_path, lyon, start, delimiter):
    text = start + (HEAD + "1,A, b,Lyon,FR,\n").replace(",", delimiter).replace("; b", ", b")
    assert run(write(tmp_path, text))["created"] == 1
    assert names() == ["A, b"]


@pytest.mark.parametrize("delimiter", ["|", "\t", ";"])
def test_bars_and_tabs_separate_cells(tmp_path, lyon, delimiter):
    assert run(write(tmp_path, (HEAD + ROW).replace(",", delimiter)))["created"] == 1


def test_a_column_that_stands_twice_is_refused_in_one_sentence(tmp_path, lyon):
    with pytest.raises(CommandError, match="the column “name” stands twice"):
        run(write(tmp_path, "name,Name,city,country\nA,B,Lyon,FR\n"))


@pytest.mark.parametrize("text", [HEAD + ROW, geojson(feature("Café de l'été"))], ids=["csv", "json"])
def test_a_packed_file_is_read(tmp_path, lyon, text):
    assert run(write(tmp_path, gzip.compress(text.encode()), "a.gz"))["created"] == 1
    assert names() == ["Café de l'été"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (gzip.compress((HEAD + ROW).encode() * 9, mtime=0)[:-20], "broken or cut off"),
        (gzip.compress(HEAD.encode() + b" " * (20 << 20)), "more than 100 times as long"),
    ],
    ids=["cut off", "unpacks without end"],
)
def test_a_packed_file_that_is_cut_off_or_unpacks_without_end_is_refused(tmp_path, lyon, content, message):
    with pytest.raises(CommandError, match=message):
        run(write(tmp_path, content, "a.gz"))


ONE, TWO = (json.dumps(feature(name, office="coworking")) for name in ("A", "B"))


@pytest.mark.parametrize(
    "text",
    [
        ONE + "\n" + TWO,
        f"\x1e{ONE}\n\x1e{TWO}\n",
        f"[{ONE}, {TWO}]",
        f'\ufeff\n {{"features": [{ONE},{TWO}]}}',
    ],
    ids=["lines", "record separators", "list", "leading blanks"],
)
def test_features_of_every_shape_are_read(tmp_path, lyon, text):
    assert run(write(tmp_path, text, "a.json"))["created"] == 2


def test_a_single_feature_is_read(tmp_path, lyon):
    assert run(write(tmp_path, ONE, "a.geojson"))["created"] == 1


def test_a_geometry_collection_and_a_shape_across_the_antimeridian_have_a_position():
    point = {"type": "Point", "coordinates": [4.85, 45.75]}
    assert osm_files.centre({"type": "GeometryCollection", "geometries": [point]}) == (45.75, 4.85)
    line = {"type": "LineString", "coordinates": [[179.5, -16], [-179.9, -17]]}
    assert osm_files.centre(line) == (-16.5, pytest.approx(179.8))


def test_a_position_that_is_not_in_degrees_is_reported(tmp_path, lyon):
    far = feature("A", 842666.0, 6519924.0, **IN_LYON)
    report = run(write(tmp_path, geojson(far), "a.geojson"))
    assert report["created"] == 1
    assert "not in degrees" in report["problems"][0]["reason"]


def test_coordinates_of_a_projection_are_left_out_and_reported(tmp_path, lyon):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    place = feature("A", 2.0, 3.0, **IN_LYON)
    report = run(write(tmp_path, geojson(place, crs=crs), "a.geojson"))
    assert Space.objects.get().latitude is None
    assert "EPSG::2154" in reasons(report)["the file"]


@pytest.mark.parametrize("is_first", [True, False])
def test_a_remark_of_overpass_is_reported_and_the_file_is_not_complete(tmp_path, lyon, is_first):
    remark = {"remark": "runtime error: Query timed out"}
    elements = {"elements": [element(1, name="A", office="coworking")]}
    path = write(tmp_path, json.dumps(remark | elements if is_first else elements | remark), "o.json")
    report = run(path)
    assert report["created"] == 1
    assert "places are missing in the file: “runtime error: Query timed out”" in reasons(report)["the file"]
    reading = Reading()
    list(detect_format(path).read(path, reading))
    assert not reading.is_complete


@pytest.mark.skipif(not FIELD.exists(), reason="the field cases are not beside this checkout")
@pytest.mark.parametrize(
    ("file", "created", "skipped", "reported"),
    [
        ("quotes.csv", 2, 1, "line 6"),
        ("rowlen.csv", 0, 2, "the row has"),
        ("pipe.csv", 1, 0, ""),
        ("sepline.csv", 1, 0, ""),
        ("utf16.csv", 1, 0, ""),
        ("bom-semicolon.csv", 1, 0, ""),
        ("geojsonseq.geojsonl", 2, 0, "not in degrees"),
        ("single-feature.geojson", 1, 0, ""),
        ("overpass-timeout-remark.json", 1, 0, "timed out"),
    ],
)
def test_files_of_the_field_cases_are_accounted_for(gazetteer, file, created, skipped, reported):
    report = run(FIELD / file)
    assert (report["created"], report["skipped"]) == (created, skipped)
    assert reported in json.dumps(report["problems"], ensure_ascii=False)
