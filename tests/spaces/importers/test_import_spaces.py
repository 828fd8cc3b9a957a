"""The command import_spaces: outcomes that add up, repeated runs, dirty data, files refused as a whole."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from coworking.files.import_report import ImportReport
from spaces.directory.amenity_rows import amenities_of
from spaces.directory.models import Space, SpaceName, SpaceSlug
from spaces.duplicates.models import LikelyDuplicate
from spaces.geography.models import City
from spaces.importers.report import OUTCOMES
from spaces.provenance.models import Statement
from tests.factories import make_city, make_space, make_statement
from tests.pages import page
from tests.spaces.importers.importing import feature, geojson, reasons, run, write

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
HEAD = "ID,NOM_TL,ADRESSE,CP,COMINIT,NOMCOM,WEB,TYPO,LAT,LONG,INSEEDEP\n"


def census(*rows):
    return HEAD + "".join(f"{row}\n" for row in rows)


ONE = "1,La Table,1 rue Neuve,69001,Lyon,Lyon,www.example.org,coworking,45.767,4.834,69"


def test_second_run_changes_nothing(tmp_path, lyon):
    path = write(tmp_path, census(ONE, "2,Le Banc,2 rue Neuve,0,Lyon,Lyon,,fablab,45.75,4.85,69"))
    assert run(path)["created"] == 2
    before = list(Space.objects.order_by("pk").values())
    assert run(path)["unchanged"] == 2
    assert list(Space.objects.order_by("pk").values()) == before


def test_census_row_becomes_a_space_with_its_source_and_date(tmp_path, lyon):
    run(write(tmp_path, census(ONE)), source="Census 2019")
    space = Space.objects.get()
    assert (space.name, space.city, space.postcode) == ("La Table", lyon, "69001")
    assert space.website == "https://www.example.org"
    statement = space.statements.get()
    assert (statement.source.name, statement.as_of, statement.as_of_basis) == (
        "Census 2019",
        "2019",
        "dataset",
    )
    assert statement.source.licence == "Licence Ouverte 2.0"
    lyon.refresh_from_db()
    assert lyon.space_count == 1


def test_changed_file_changes_the_fact_and_keeps_the_earlier_statement(tmp_path, lyon):
    run(write(tmp_path, census(ONE)))
    slug = Space.objects.get().slug
    report = run(write(tmp_path, census(ONE.replace("La Table", "La Grande Table"))))
    assert report["updated"] == 1
    space = Space.objects.get()
    assert (space.name, space.slug, space.street) == ("La Grande Table", slug, "1 rue Neuve")
    assert SpaceName.objects.get().name == "La Table"
    assert Statement.objects.filter(replaced_at=None).count() == 1
    assert Statement.objects.exclude(replaced_at=None).get().facts["name"] == "La Table"


def test_what_a_manager_confirmed_is_not_changed(tmp_path, lyon):
    run(write(tmp_path, census(ONE)))
    space = Space.objects.get()
    make_statement(space, {"street": "1 rue Neuve"}, as_of="2026-11-01", as_of_basis="confirmed")
    run(write(tmp_path, census(ONE.replace("1 rue Neuve", "9 rue Vieille"))), as_of="2027")
    space.refresh_from_db()
    assert space.street == "1 rue Neuve"


def test_dry_run_reports_the_same_and_writes_nothing(tmp_path, lyon):
    path = write(tmp_path, census(ONE, "2,,,,,,,,,,"))
    preview = run(path, dry_run=True)
    assert not Space.objects.exists()
    assert run(path) == preview


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        ("", "", None),
        ("0", "0", None),
        ("abc", "4.8", None),
        ("45,767", "4,834", (45.767, 4.834)),
        ("4.834", "45.767", (45.767, 4.834)),
        ("4.8", "450", None),
        ("nan", "inf", None),
    ],
)
def test_dirty_coordinates(tmp_path, lyon, latitude, longitude, expected):
    row = f'1,La Table,,69001,Lyon,Lyon,,coworking,"{latitude}","{longitude}",69'
    assert run(write(tmp_path, census(row)))["created"] == 1
    space = Space.objects.get()
    assert space.city == lyon
    assert (space.latitude, space.longitude) == (expected or (None, None))


def test_dirty_records_are_cleaned_or_reported(tmp_path, lyon):
    rows = (
        "1,La Table,,0,Lyon,Lyon,en cours,coworking,,,69",
        "2,,,,Lyon,Lyon,,coworking,,,69",
        "1,Une autre,,,Lyon,Lyon,,coworking,,,69",
    )
    report = run(write(tmp_path, census(*rows)))
    assert (report["created"], report["skipped"]) == (1, 2)
    text = " ".join(problem["reason"] for problem in report["problems"])
    assert "no name" in text
    assert "twice" in text
    space = Space.objects.get()
    assert (space.postcode, space.website) == ("", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_encodings_and_delimiters(tmp_path, lyon, encoding, delimiter):
    text = census("1,Café Été,,69001,Lyon,Lyon,,coworking,,,69").replace(",", delimiter)
    assert run(write(tmp_path, text, encoding=encoding))["created"] == 1
    assert Space.objects.get().name == "Café Été"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("", "empty.csv"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "picture.csv"),
        ("<html><body>Not found</body></html>", "page.csv"),
        ("a,b,c\n1,2,3\n", "other.csv"),
        ('{"features": [{"type": "Feature", "properties": {"name": "A"}', "cut.geojson"),
        ('{"hello": 1}', "other.json"),
    ],
)
def test_file_of_another_format_is_refused(tmp_path, lyon, content, name):
    with pytest.raises(CommandError, match=name):
        run(write(tmp_path, content, name))
    assert not Space.objects.exists()


def test_file_cut_off_after_good_records_leaves_nothing(tmp_path, lyon):
    whole = geojson(*(feature(f"Place {n}", 4.8 + n / 100) for n in range(50)))
    with pytest.raises(CommandError, match="Nothing was written"):
        run(write(tmp_path, whole[:-40], "cut.geojson"))
    assert not Space.objects.exists()


def test_hours_as_people_write_them_are_read_where_they_are_certain(tmp_path, lyon):
    report = run(write(tmp_path, geojson(feature("A", opening_hours="Lu-Ve 9h-18h")), "a.geojson"))
    space = Space.objects.get()
    assert (space.opening_hours, space.schedule is not None) == ("Mo-Fr 09:00-18:00", True)
    assert report["problems"] == []


def test_other_hours_are_stored_as_text_and_reported_with_their_row_and_reason(tmp_path, lyon):
    hours = ("lundi matin", "Mo-Fr 9-6", "x" * 501, '"Lundi 9h-12h\nMardi 14h-18h"')
    rows = "".join(f"h{number},H{number},Lyon,FR,{text}\n" for number, text in enumerate(hours))
    path = write(tmp_path, f"id,name,city,country,opening_hours\n{rows}")
    report = run(path)
    found = Space.objects.order_by("name").values_list("opening_hours", flat=True)
    assert list(found) == ["lundi matin", "Mo-Fr 9-6", "", "Mo 09:00-12:00; Tu 14:00-18:00"]
    first, second, third = report["problems"]
    assert (first["ref"], first["reason"]) == (
        "line 2 (h0)",
        "opening_hours: “lundi matin” is left as text: “matin” is not understood",
    )
    assert "it may mean Mo-Fr 09:00-18:00. The text does not say" in second["reason"]
    assert "longer than 500 characters" in third["reason"]
    assert run(path)["unchanged"] == 4


def test_osm_tags_become_facts(tmp_path, lyon):
    tags = {
        "office": "coworking", "addr:street": "Rue Neuve", "addr:housenumber": "1", "addr:city": "Lyon",
        "addr:country": "FR", "contact:phone": "+33 4 00 00 00 00", "internet_access": "wlan", "level": "2",
        "wheelchair": "yes", "opening_hours": "Mo-Fr 09:00-18:00", "check_date": "2026-05-01",
        "charge": "18 EUR/day", "@id": "node/7",
    }  # fmt: skip
    run(write(tmp_path, geojson(feature("A", **tags)), "a.geojson"))
    space = Space.objects.get()
    assert (space.street, space.floor, space.phone) == ("1 rue Neuve", "2", "+33 4 00 00 00 00")
    assert amenities_of(space) == {"wifi": "yes", "wheelchair": "yes"}
    assert (space.day_price, space.price_currency) == (18, "EUR")
    assert space.schedule.timezone == "Europe/Paris"
    assert (space.statements.get().ref, space.confirmed_on) == ("node/7", "2026-05-01")


def test_overpass_json_with_nodes_ways_and_relations(tmp_path, lyon):
    tags = {"name": "A", "office": "coworking"}
    elements = [
        {"type": "node", "id": 1, "lat": 45.75, "lon": 4.85, "tags": tags},
        {"type": "way", "id": 1, "center": {"lat": 45.76, "lon": 4.84}, "tags": tags | {"name": "B"}},
        {"type": "relation", "id": 1, "center": {"lat": 45.74, "lon": 4.83}, "tags": tags | {"name": "C"}},
        {"type": "node", "id": 2, "lat": 45.75, "lon": 4.85},
    ]
    top = {"version": 0.6, "osm3s": {"timestamp_osm_base": "2026-04-06T10:00:00Z"}, "elements": elements}
    report = run(write(tmp_path, json.dumps(top), "o.json"))
    assert (report["created"], report["skipped"]) == (3, 1)
    dates = Statement.objects.values_list("as_of", "as_of_basis")
    assert set(dates) == {("2026-04-06", "listed")}
    assert set(Space.objects.values_list("confirmed_on", flat=True)) == {""}


def test_ogr2ogr_shape(tmp_path, lyon):
    other = '"office"=>"coworking","addr:city"=>"Lyon","internet_access"=>"wlan"'
    run(write(tmp_path, geojson(feature("A", osm_id="12", other_tags=other)), "a.geojson"))
    assert amenities_of(Space.objects.get()) == {"wifi": "yes"}


def test_records_without_ids_are_the_same_in_any_order(tmp_path, lyon):
    features = [feature(f"Place {n}", 4.8 + n / 100) for n in range(5)]
    run(write(tmp_path, geojson(*features), "a.geojson"))
    assert run(write(tmp_path, geojson(*reversed(features)), "b.geojson"))["unchanged"] == 5


def test_date_that_is_not_known_is_not_made_up(tmp_path, lyon):
    run(write(tmp_path, geojson(feature("A")), "a.geojson"))
    statement = Statement.objects.get()
    assert (statement.as_of, statement.as_of_basis) == ("", "unknown")


def test_space_of_another_source_is_linked(tmp_path, lyon):
    space = make_space("LA TABLE", city=lyon, latitude=45.7671, longitude=4.8341, street="")
    make_statement(space, {"name": "La Table"}, as_of="2018")
    report = run(write(tmp_path, census(ONE)))
    assert report["updated"] == 1
    assert "linked" in report["problems"][0]["reason"]
    space.refresh_from_db()
    assert (Space.objects.count(), space.name, space.street) == (1, "LA TABLE", "1 rue Neuve")
    assert run(write(tmp_path, census(ONE)))["unchanged"] == 1


@pytest.mark.parametrize(
    ("stored", "imported", "linked"), [(179.9996, -179.9999, 1), (-180, 180, 1), (179.9985, -179.999, 0)]
)
def test_a_space_within_100_m_is_linked_across_the_180th_meridian(tmp_path, stored, imported, linked):
    waiyevo = make_city("Waiyevo", "FJ", latitude=-16.79, longitude=179.99, timezone="Pacific/Fiji")
    space = make_space("The Mill", city=waiyevo, latitude=-16.79, longitude=stored)
    make_statement(space, {"name": "The Mill"}, as_of="2018")
    head = "id,name,city,country,latitude,longitude"
    report = run(write(tmp_path, f"{head}\n1,The Mill,Waiyevo,FJ,-16.79,{imported}\n"))
    assert (report["updated"], report["created"]) == (linked, 1 - linked)


def test_a_fact_that_one_source_drops_stays_while_another_still_states_it(tmp_path, lyon):
    def file(website, amenities):
        head = "id,name,city,country,latitude,longitude,website,amenities"
        return write(tmp_path, f"{head}\n1,The Mill,Lyon,FR,45.75,4.85,{website},{amenities}\n")

    full = file("https://mill.example/", "wifi kitchen")
    run(full, source="One", as_of="2026-01")
    run(full, source="Two", as_of="2026-01")
    run(file("", ""), source="One", as_of="2026-03", empty_means_unknown=True)
    space = Space.objects.get()
    assert space.website == "https://mill.example/"
    assert amenities_of(space) == {"wifi": "yes", "kitchen": "yes"}
    run(file("", ""), source="Two", as_of="2026-03", empty_means_unknown=True)
    space.refresh_from_db()
    assert (space.website, space.amenity_rows.count()) == ("", 0)


def test_of_two_sources_the_newer_says_whether_a_space_has_an_amenity(tmp_path, lyon, client):
    def load(source, as_of, amenities):
        head = "id,name,city,country,latitude,longitude,amenities"
        path = write(tmp_path, f"{head}\n1,The Mill,Lyon,FR,45.75,4.85,{amenities}\n")
        run(path, source=source, as_of=as_of, empty_means_unknown=not amenities)
        return amenities_of(Space.objects.get())

    load("One", "2026-01", "wifi; lift=no")
    assert load("Two", "2025-03", "wifi=no; lift; pets=limited (cats)") == {
        "wifi": "yes", "lift": "no", "pets": "limited: cats",
    }  # fmt: skip
    assert load("Two", "2026-03", "wifi=no; lift=no") == {"wifi": "no", "lift": "no"}
    shown = page(client.get(Space.objects.get().get_absolute_url())).texts(".amenities li")
    assert shown[0].startswith("No wifi")
    assert "Two, March 2026" in shown[0]
    assert "Otherwise: “yes”, One, January 2026" in shown[0]
    assert load("Two", "2026-03", "") == {"wifi": "yes", "lift": "no"}


def test_a_merged_space_is_not_linked(tmp_path, lyon):
    gone = make_space("La Table", city=lyon, latitude=45.7671, longitude=4.8341)
    Space.objects.filter(pk=gone.pk).update(merged_into=make_space("Elsewhere", city=lyon))
    assert run(write(tmp_path, census(ONE)))["created"] == 1


def test_current_and_former_slugs_of_others_are_not_taken(tmp_path, lyon):
    make_space("Mill", city=lyon, slug="mill")
    SpaceSlug.objects.create(space=make_space("Old", city=lyon), slug="mill-lyon")
    make_space("Loft", city=lyon, slug="loft-lyon")
    rows = ["name,city,country,id", "Mill,Lyon,FR,1", "Loft,Lyon,FR,2", "Loft,Lyon,FR,3", "Barn,Lyon,FR,4"]
    assert run(write(tmp_path, "\n".join(rows)))["created"] == 4
    found = dict(Statement.objects.filter(source__name="A file").values_list("ref", "space__slug"))
    assert (found["2"], found["4"]) == ("loft", "barn")
    for ref, plain in (("1", "mill"), ("3", "loft")):  # the second choice is not free: a hash of the record
        assert found[ref].startswith(f"{plain}-")
        assert found[ref] != f"{plain}-lyon"


def test_a_space_twice_in_a_file_is_reported_and_not_merged(tmp_path, lyon):
    report = run(write(tmp_path, census(ONE, ONE.replace("1,La Table", "2,LA TABLE", 1))))
    assert report["created"] == 2
    assert "likely duplicate of la-table: the same name" in report["problems"][0]["reason"]
    assert report["duplicates"]["count"] == LikelyDuplicate.objects.count() == 1


def test_a_likely_duplicate_of_another_source_is_named_with_where_it_waits(tmp_path, lyon, capsys):
    make_space("Table", slug="table", city=lyon, phone="+33 4 72 00 00 00")
    make_space("Nobody’s", city=lyon)
    path = write(tmp_path, "name,city,country,phone\nLa Table Ronde,Lyon,FR,04 72 00 00 00")
    assert run(path, dry_run=True)["duplicates"] == {"count": 1, "examples": ["table = la-table-ronde"]}
    call_command("import_spaces", str(path), source="A file")
    output = capsys.readouterr().out
    assert "Likely duplicates: 1. table = la-table-ronde" in output
    assert "/admin/queues/duplicates/" in output
    assert LikelyDuplicate.objects.get().reason == "nearly the same name, the same telephone"


def test_branches_of_a_chain_are_not_duplicates(tmp_path, lyon):
    report = run(write(tmp_path, geojson(feature("Chain", 4.80), feature("Chain", 4.90)), "a.geojson"))
    assert (report["created"], report["duplicates"]["count"]) == (2, 0)
    assert len(set(Space.objects.values_list("slug", flat=True))) == 2


def test_village_unknown_to_the_gazetteer_gets_a_city(tmp_path, lyon, client):
    row = "1,La Grange,,69870,Lamure,Lamure-sur-Azergues,,coworking,46.06,4.49,69"
    run(write(tmp_path, census(row)))
    village = City.objects.get(geonameid=None, name="Lamure-sur-Azergues")
    assert village.timezone == "Europe/Paris"
    assert client.get(village.get_absolute_url()).status_code == 200


def test_own_csv_round_trip(tmp_path, lyon):
    text = (
        "id,name,kind,city,country,latitude,longitude,amenities,day_price,currency,opening_hours,as_of\n"
        "a1,=Table,cafe,Lyon,FR,45.75,4.85,wifi coffee,12.50,EUR,Mo-Fr 08:00-18:00,2026-03\n"
        "a2,Hall,nonsense,Lyon,FR,,,,,,,\n"
    )
    report = run(write(tmp_path, text))
    assert (report["created"], report["skipped"]) == (1, 1)
    out = io.StringIO()
    call_command("export_spaces", stdout=out)
    assert "'=Table" in out.getvalue()
    Space.objects.all().delete()
    run(write(tmp_path, out.getvalue(), "again.csv"))
    space = Space.objects.get()
    assert (space.name, space.kind, str(space.day_price)) == ("=Table", "cafe", "12.50")
    assert amenities_of(space) == {"wifi": "yes", "coffee": "yes"}
    assert space.confirmed_on == "2026-03"


@pytest.mark.skipif(not DATA.exists(), reason="the open data is not beside this checkout")
@pytest.mark.parametrize(
    ("file", "count"), [("tierslieux-2019.csv", 1512), ("osm-london-2026-04.geojson", 92)]
)
def test_real_files_twice(file, count):
    make_city("London", "GB", latitude=51.50853, longitude=-0.12574, population=8_961_989)
    make_city("Lyon", "FR", latitude=45.74846, longitude=4.84671, population=522_228)
    for code in ("GP", "MQ", "GF", "RE", "YT"):
        make_city("Chef-lieu", code, latitude=None, longitude=None)
    first = run(DATA / file)
    assert (first["read"], first["created"]) == (count, count)
    second = run(DATA / file)
    assert second["unchanged"] == count


def test_a_report_too_long_for_memory_lists_every_problem():
    report = ImportReport(OUTCOMES)
    reason = "no name " + "x" * 100
    for number in range(20_000):
        report.add("skipped", f"line {number}", reason)
    report.add("created")
    assert len(report.problems) == 20_000
    parsed = json.loads("".join(report.as_json()))
    assert (parsed["read"], parsed["created"], parsed["skipped"]) == (20_001, 1, 20_000)
    assert [problem["ref"] for problem in parsed["problems"]] == [f"line {n}" for n in range(20_000)]


ODD_ELEMENTS = (
    (None, "element 1: not an element"),
    (1, "element 1: not an element"),
    ("a", "element 1: not an element"),
    ([], "element 1: not an element"),
    ({}, "no tags"),
    ({"type": "node", "id": 1, "tags": "x"}, "node/1: its tags are no keys with values"),
    ({"type": "node", "id": 1, "tags": ["a"]}, "node/1: its tags are no keys with values"),
    (
        {"type": "way", "id": 2, "center": 5, "tags": {"name": "A", "office": "coworking"}},
        "way/2: its center is no latitude and longitude",
    ),
    (
        {"type": "way", "id": 2, "center": "x", "tags": {"name": "A", "office": "coworking"}},
        "way/2: its center is no latitude",
    ),
    (
        {"type": "node", "id": 3, "lat": {}, "lon": [], "tags": {"name": "A", "office": "coworking"}},
        "no city and no usable coordinates",
    ),
    ({"type": "node", "id": "\x00\ud800", "tags": {"name": "\x00", "office": "coworking"}}, "no name"),
    ({"type": "node", "id": 4, "tags": {"name": None, "office": "coworking"}}, "no name"),
)


@pytest.mark.parametrize(("element", "reason"), ODD_ELEMENTS)
def test_an_odd_element_of_overpass_is_skipped_and_reported(tmp_path, lyon, element, reason):
    good = {
        "type": "node",
        "id": 9,
        "lat": 45.75,
        "lon": 4.85,
        "tags": {"name": "Good", "office": "coworking"},
    }
    report = run(write(tmp_path, json.dumps({"elements": [element, good]})))
    assert (report["created"], report["skipped"]) == (1, 1)
    problem = report["problems"][0]
    assert reason in f"{problem['ref']}: {problem['reason']}"


@pytest.mark.parametrize(
    "odd",
    [
        None,
        7,
        "a",
        [],
        {"properties": None},
        {"properties": {}, "geometry": 5},
        {"properties": {"name": []}, "geometry": {"coordinates": "x"}},
        {"properties": {"name": "A"}, "geometry": {"coordinates": [[None, {}], "x", 3]}},
    ],
)
def test_an_odd_feature_of_geojson_is_skipped_and_reported(tmp_path, lyon, odd):
    report = run(write(tmp_path, geojson(odd, feature("Good"))))
    assert (report["created"], report["skipped"], len(reasons(report))) == (1, 1, 1)


def test_ids_that_no_column_can_hold_are_shortened_and_made_printable(tmp_path, lyon):
    odd = {"id": "\x00\ud800" + "x" * 500, **feature("The Mill")}
    path = write(tmp_path, geojson(odd))
    assert run(path)["created"] == 1
    assert run(path)["unchanged"] == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"\xef\xbb\xbf \n", "the file is empty"),
        (b'{"elements":' + b"[" * 40_000, "element 1 is nested more than 64 levels deep"),
        (b'{"features":[1,' + b'{"a":' * 40_000, "element 2 is nested more than 64 levels deep"),
        (b'{"features":[1,2,' + b"[" + b"0," * 600_000 + b"0]]}", "element 3 has more than 500000 values"),
        (b'{"elements":[1,{"' + b"k" * 2000 + b'":1}]}', "element 2 has a key of more than 1000 characters"),
        (b'{"elements":["' + b"x" * 9_000_000 + b'"]}', "longer than 4 MB"),
        (b'{"elements":[1,2,{"id":' + b"9" * 5000 + b"}]}", "cut off at element 3: .*overflow"),
        (b'{"elements":[1,2,3', "cut off at element 3"),
        (b"name,city,country\n" + b"x" * 2_000_000, "line 2: a row of more than"),
        (b'name,city,country\nA,Lyon,FR\n"' + b'x\n","' * 600_000, "a row of more than"),
        (b"name,city,country" + b",x" * 2000, "more than 1000 columns"),
        (b'name,city,country\n"' + b"x" * 200_000, "line 2: field larger than"),
    ],
)
@pytest.mark.once
def test_a_file_that_passes_a_bound_is_refused_in_one_sentence(tmp_path, lyon, content, message):
    with pytest.raises(CommandError, match=message) as refused:
        run(write(tmp_path, content))
    assert "\n" not in str(refused.value)
    assert not Space.objects.exists()


def test_json_after_a_byte_order_mark_and_csv_after_blank_lines_are_read(tmp_path, lyon):
    assert run(write(tmp_path, b"\xef\xbb\xbf" + geojson(feature("The Mill")).encode()))["created"] == 1
    row = "The Barn,Lyon,FR,45.7,4.8\n"
    path = write(tmp_path, b"\xef\xbb\xbf\n\n" + f"name,city,country,latitude,longitude\n{row}".encode())
    assert run(path, source="Another")["created"] == 1
