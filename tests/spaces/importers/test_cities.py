"""The cities of records: other spellings, names that are none, mistyped names, and positions far away."""

import pytest

from spaces.directory.models import Space
from spaces.geography.cities.lookup import find_city
from spaces.geography.cities.spellings import is_city_name
from spaces.geography.models import City
from tests.factories import make_city
from tests.spaces.importers.importing import reasons, run, write

pytestmark = pytest.mark.django_db
HEAD = "id,name,city,country,latitude,longitude\n"


@pytest.fixture
def gazetteer():
    """A few cities of the gazetteer, in which positions and sizes matter."""
    rows = (
        ("Paris", "FR", 48.85341, 2.3488, 2138551, ()),
        ("Saint-Denis", "FR", 48.93564, 2.35387, 96128, ()),
        ("Tours", "FR", 47.39484, 0.70398, 141621, ()),
        ("Brussels", "BE", 50.85045, 4.34878, 1019022, ("Bruxelles", "Brussel")),
        ("Liège", "BE", 50.63373, 5.56749, 182597, ()),
        ("London", "GB", 51.50853, -0.12574, 8961989, ()),
        ("New York City", "US", 40.71427, -74.00597, 8804190, ("New York",)),
        ("Manhattan", "US", 40.78343, -73.96625, 1487536, ("NYC",)),
        ("Lisbon", "PT", 38.71667, -9.13333, 517802, ()),
    )
    for number, (name, country, latitude, longitude, population, names) in enumerate(rows, start=1):
        make_city(
            name, country, latitude=latitude, longitude=longitude, population=population, names=names,
            geonameid=number,
        )  # fmt: skip


SPELLINGS = [
    ("75011 Paris", "FR", "Paris"),
    ("Paris, France", "FR", "Paris"),
    ("Paris (11e)", "FR", "Paris"),
    ("St-Denis", "FR", "Saint-Denis"),
    ("Bruxelles - Brussel", "BE", "Brussels"),
    ("Bruxelles-Ville", "BE", "Brussels"),
    ("1000 Bruxelles", "BE", "Brussels"),
    ("Greater London", "GB", "London"),
    ("London W1", "GB", "London"),
    ("London EC1V 1JN", "GB", "London"),
    ("NYC", "US", "New York City"),
    ("New York, NY", "US", "New York City"),
]


@pytest.mark.parametrize(("written", "country", "name"), SPELLINGS)
def test_a_city_is_found_as_people_write_it(tmp_path, gazetteer, written, country, name):
    before = City.objects.count()
    assert run(write(tmp_path, f'{HEAD}1,The Mill,"{written}",{country},,\n'))["problems"] == []
    assert Space.objects.get().city.name == name
    assert City.objects.count() == before
    assert find_city(country, written).name == name


@pytest.mark.parametrize("written", ["n/a", "-", "?", "Remote", "online", "1000"])
def test_what_is_no_city_makes_none(tmp_path, gazetteer, written):
    assert not is_city_name(written)
    rows = f"1,The Mill,{written},BE,50.634,5.567\n2,The Barn,{written},BE,,\n"
    report = run(write(tmp_path, HEAD + rows))
    assert reasons(report)["line 2 (1)"] == f"city: “{written}” is no city."
    assert (report["created"], report["skipped"]) == (1, 1)
    assert Space.objects.get().city.name == "Liège"
    assert not City.objects.filter(geonameid=None).exists()


def test_new_cities_are_listed_before_anything_is_written(tmp_path, gazetteer):
    rows = "1,A,Esneux,BE,50.53,5.57\n2,B,Liegge,BE,50.6402,5.5712\n"
    path = write(tmp_path, HEAD + rows)
    preview = run(path, dry_run=True)
    listed = [one["reason"] for one in preview["problems"] if one["ref"] == "cities"]
    assert listed == ["“Liegge” (BE) is a new city. Liège may be meant.", "1 new city: Esneux (BE)"]
    assert not City.objects.filter(geonameid=None).exists()
    assert run(path) == preview


def test_a_mistyped_city_does_not_attract_places_without_a_city(tmp_path, gazetteer):
    run(write(tmp_path, f"{HEAD}1,A,Liegge,BE,50.6402,5.5712\n2,B,,BE,50.6403,5.5712\n"))
    run(write(tmp_path, f"{HEAD}3,C,,BE,50.67,5.58\n"), source="Another")
    names = dict(Space.objects.values_list("name", "city__name"))
    assert names == {"A": "Liegge", "B": "Liège", "C": "Liège"}


def test_a_position_far_from_its_city_is_reported_and_makes_no_second_city(tmp_path, gazetteer):
    report = run(write(tmp_path, f"{HEAD}1,A,Tours,FR,44.851727,0.482452\n"))
    [note] = reasons(report).values()
    assert note == "44.851727, 0.482452 is 283 km from Tours. The position is left out."
    space = Space.objects.get()
    assert (space.city.name, space.latitude) == ("Tours", None)
    assert City.objects.filter(name="Tours").count() == 1


def test_a_lost_minus_is_recognised_and_reported(tmp_path, gazetteer):
    note = reasons(run(write(tmp_path, f"{HEAD}1,A,Lisbon,PT,38.72,9.14\n")))["line 2 (1)"]
    assert note.startswith("38.72, 9.14 is 1")
    assert note.endswith("A minus was missing or too much: 38.72, -9.14")
    assert Space.objects.get().latitude is None


def test_swapped_coordinates_are_swapped_back_and_reported(tmp_path, gazetteer):
    note = reasons(run(write(tmp_path, f"{HEAD}1,A,Liège,BE,5.57,50.64\n")))["line 2 (1)"]
    assert note == "Latitude and longitude were swapped: 50.64, 5.57"
    assert (Space.objects.get().latitude, Space.objects.get().longitude) == (50.64, 5.57)


def test_hemispheres_are_read(tmp_path, gazetteer):
    rows = "1,A,Liège,BE,N50.64,E5.57\n2,B,Lisbon,PT,38.72° N,9.14 W\n"
    assert run(write(tmp_path, HEAD + rows))["problems"] == []
    positions = Space.objects.order_by("name").values_list("latitude", "longitude")
    assert list(positions) == [(50.64, 5.57), (38.72, -9.14)]


def test_a_village_with_the_name_of_a_small_city_far_away_is_a_city_of_its_own(tmp_path, gazetteer):
    make_city("Grigny", "FR", latitude=48.65412, longitude=2.39341, population=24790, geonameid=99)
    report = run(write(tmp_path, f"{HEAD}1,A,Grigny,FR,45.608452,4.789067\n"))
    assert [one["reason"] for one in report["problems"]] == [
        "45.608452, 4.789067 is 387 km from Grigny.",
        "1 new city: Grigny (FR)",
    ]
    assert Space.objects.get().city.geonameid is None
