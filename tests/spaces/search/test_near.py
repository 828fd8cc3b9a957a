"""Tests of searches around a point: what has no position, larger circles, and how far it is on foot."""

import pytest

from spaces.directory.city_counts import refresh_city_counts
from spaces.geography.models import City
from tests.factories import make_city, make_space
from tests.pages import cards, page

pytestmark = pytest.mark.django_db

POINT = "near=50.836,4.336"  # Gare du Midi


@pytest.fixture
def brussels() -> City:
    city = make_city("Brussels", latitude=50.85, longitude=4.35, population=1_000_000)
    ixelles = make_city("Ixelles", latitude=50.83, longitude=4.37, area_of=city, population=80_000)
    make_space("Behind the station", city=ixelles, latitude=50.8323, longitude=4.336)
    make_space("Uptown", city=city, latitude=50.836, longitude=4.43)
    for name, place in (("Somewhere", city), ("Somewhere in Ixelles", ixelles)):
        make_space(name, city=place, latitude=None, longitude=None, kind="cafe")
    make_space("In Ghent, nowhere", city=make_city("Ghent", latitude=51.05), latitude=None, longitude=None)
    refresh_city_counts(City.objects.values_list("pk", flat=True))
    return city


def test_what_has_no_position_is_listed_after_the_rest(client, brussels):
    shown = page(client.get(f"/en/spaces/?{POINT}&radius=10"))
    assert shown.texts(".card h3") == ["Behind the station", "Uptown", "Somewhere", "Somewhere in Ixelles"]
    assert "In Brussels, position not known" in shown.texts("h2")
    assert shown.one("[role=status] b").text == "2"
    cafes = page(client.get(f"/en/spaces/?{POINT}&kind=cafe&q=ixelles"))
    assert cafes.texts(".card h3") == ["Somewhere in Ixelles"]
    for few in (f"{POINT}&radius=0.6", "near=20,20", "near=51.3,3.7"):  # a circle of the map; the sea
        assert "position not known" not in page(client.get(f"/en/spaces/?{few}")).text


def test_an_empty_circle_becomes_larger_and_says_so(client, brussels):
    shown = page(client.get("/en/spaces/?near=50.836,4.46&radius=1"))
    assert "Nothing within 1 km: these are within 3 km." in shown.text
    assert shown.texts(".card h3")[0] == "Uptown"
    assert shown.one("select[name=radius] option[selected]").text == "1"
    assert shown.texts("select[name=radius] option") == ["1", "3", "10", "30"]
    assert "Nothing within" not in page(client.get(f"/en/spaces/?{POINT}&radius=1")).text
    assert not cards(client.get("/en/spaces/?near=20,20&radius=1"))
    box = "bounds=50.7,4.2,51,4.6&zoom=11&near=50.836,4.46&radius=1"
    assert len(client.get(f"/en/map/clusters.json?{box}").json()["clusters"]) == 1


def test_short_distances_are_minutes_on_foot(client, brussels):
    shown = page(client.get(f"/en/spaces/?{POINT}&radius=10"))
    assert shown.texts(".card-where .num") == ["5 min on foot", "6.6 km"]


def test_a_browser_that_refuses_the_position_leads_to_the_cities(
    client, brussels, django_assert_max_num_queries
):
    with django_assert_max_num_queries(25):
        shown = page(client.get("/en/spaces/?position=unknown"))
    assert "Your browser did not say where you are." in shown.text
    assert [text.split()[0] for text in shown.texts(".index li")] == ["Brussels", "Ghent"]


def test_number_of_queries_of_a_search_around_a_point_is_bounded(
    client, brussels, django_assert_max_num_queries
):
    with django_assert_max_num_queries(25):
        client.get(f"/en/spaces/?{POINT}&radius=10")
