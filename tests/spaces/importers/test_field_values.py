"""Files of real cases about values, where they are beside this checkout."""

import json

import pytest
from django.conf import settings
from django.core.management import call_command

from spaces.directory.amenity_rows import amenities_of
from spaces.directory.models import Space
from tests.factories import make_city, make_country
from tests.spaces.importers.importing import reasons, run, write

FIELD = settings.BASE_DIR.parent / "shared/data/field"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FIELD.exists(), reason="the field cases are not beside this checkout"),
]


def spaces():
    return {space.statements.get().ref: space for space in Space.objects.select_related("city")}


def test_every_country_is_the_one_that_is_named():
    expected = json.loads((FIELD / "expected.json").read_text())["spaces/countries.csv"]["country"]
    for code in set(expected.values()):
        make_city(f"Capital of {code}", code, latitude=None, longitude=None)
    run(FIELD / "spaces/countries.csv")
    assert {ref: space.city.country_id for ref, space in spaces().items()} == expected


def test_words_dates_and_contacts_are_read_or_reported(lyon):
    report = run(FIELD / "spaces/words.csv")
    found, problems = spaces(), {}
    for one in report["problems"]:
        problems.setdefault(one["ref"].partition("(")[2].rstrip(")"), []).append(one["reason"])
    assert [(found[ref].status, found[ref].closed) for ref in ("w1", "w2", "w3", "w4", "w5")] == [
        ("closed", ""),
        ("closed", "2023-12-31"),
        ("open", ""),
        ("closed", "2020"),
        ("closed", "2020-01"),
    ]
    amenities = {ref: set(amenities_of(space)) for ref, space in found.items()}
    assert amenities["w1"] == {"wifi", "coffee", "meeting_rooms"}
    assert amenities["w3"] == {"wifi", "coffee", "printing"}
    assert amenities["w5"] == {"wifi"}
    assert found["w1"].desks in {1200, None}
    assert found["w1"].area_m2 in {1500, None}
    assert (found["w2"].desks, found["w2"].area_m2) == (120, 150)
    facts = found["w2"].statements.get().facts
    assert (facts["phone"], facts["other_phones"]) == ("0472000000", ["0600000000"])
    assert (facts["email"], facts["other_emails"]) == ("a@b.org", ["c@d.org"])
    dates = [found[ref].statements.get().as_of for ref in ("w1", "w2", "w3", "w4")]
    assert dates == ["2026-03-15", "2026-03", "2026-03-15", "2026-03-05"]
    assert any("http://" in reason for reason in problems["w4"])
    assert any("n/a" in reason for reason in problems["w5"])
    assert any("4,72E+09" in reason for reason in problems["w5"])


def test_a_homonym_far_away_is_reported_and_makes_no_second_city():
    make_city("Tours", "FR", latitude=47.39484, longitude=0.70398, population=141_621)
    report = run(FIELD / "spaces/homonym_far_away.csv")
    assert "283 km from Tours" in " ".join(reasons(report).values())
    assert Space.objects.get().city.slug == "tours"


def test_cities_are_found_however_they_are_written_and_others_named_before_they_are_made(db):
    call_command("load_gazetteer", "--countries", "AT", "BE", "CH", "CZ", "GR", "IL", "NL", "PT", verbosity=0)
    make_country("ID")
    report = run(FIELD / "spaces/city-names.csv", dry_run=True)
    assert report["new_cities"] == [{"name": "Bali", "country": "ID", "likely": ""}]
    no_cities = {note["ref"] for note in report["problems"] if "is no city" in note["reason"]}
    assert {ref.partition("(")[2] for ref in no_cities} == {f"n{number})" for number in range(61, 67)}
    run(FIELD / "spaces/city-names.csv")
    found = {ref: space.city.name for ref, space in spaces().items()}
    brussels = {f"n{number}": "Brussels" for number in (1, 4, 5)}
    assert found.items() >= (brussels | {"n2": "Ixelles", "n3": "Saint-Gilles", "n51": "Liège"}).items()
    assert [found[ref] for ref in ("n24", "n25", "n26", "n27")] == [
        "Prague",
        "Vienna",
        "The Hague",
        "The Hague",
    ]
    assert [found[ref] for ref in ("n28", "n38", "n39", "n46")] == ["Athens", "Lisbon", "Lisbon", "Tel Aviv"]
    assert [found[ref] for ref in ("n52", "n53", "n54")] == ["Berchem", "Zürich", "Geneva"]


def test_a_mistyped_city_is_named_and_does_not_attract_its_neighbours(tmp_path):
    liege = make_city("Liège", geonameid=2792413, population=195_000)
    report = run(FIELD / "spaces/city-typo-hijack.csv")
    assert report["new_cities"] == [{"name": "Liegge", "country": "BE", "likely": "Liège"}]
    path = write(tmp_path, "name,latitude,longitude\nNext door,50.6403,5.5713")
    run(path, source="Another file")
    assert Space.objects.get(name="Next door").city == liege


def test_positions_of_hemispheres_are_read_swapped_and_signless_ones_reported():
    make_city("Liège", latitude=50.6337, longitude=5.5675, population=195_000)
    make_city("Lisbon", "PT", latitude=38.7167, longitude=-9.1333, population=517_000)
    report = run(FIELD / "spaces/coordinates.tsv")
    found = {space.name: (space.latitude, space.longitude) for space in Space.objects.all()}
    assert found == {
        "Hemisphere letters": (50.64, 5.57),
        "Lat lon swapped": (50.64, 5.57),
        "Wrong sign": (None, None),
        "Excel mangled": (None, None),
    }
    assert [note["reason"][:25] for note in report["problems"]] == [
        "Latitude and longitude we",
        "38.72, 9.14 is 1585 km fr",
        "latitude, longitude: “506",
    ]


def test_a_number_without_a_street_is_reported():
    make_city("Marseille", "FR", latitude=43.2965, longitude=5.3698, population=870_000)
    report = run(FIELD / "spaces/dirty_osm.geojson")
    assert any("“55” is a house number without a street" in note["reason"] for note in report["problems"])
    assert spaces()["node/2"].street == ""
