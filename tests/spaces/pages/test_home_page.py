"""Tests of the home page."""

import pytest

from spaces.directory.city_counts import refresh_city_counts
from spaces.search_index.derived_columns import refresh
from tests.factories import make_city, make_plan, make_source, make_space, make_staff, make_statement
from tests.pages import cards, page

pytestmark = pytest.mark.django_db


def make_full_space(city, number, **fields):
    """A space with a statement and a price, its derived columns in order."""
    space = make_space(city=city, name=f"Table {number}", slug=f"table-{number}", **fields)
    make_statement(space, {"name": space.name}, source=make_source(), as_of="2026-03")
    make_plan(space, unit="day", amount=10 + number)
    refresh([space])
    refresh_city_counts([city.pk])
    return space


def test_home_page_links_to_countries_and_cities(client, liege):
    make_full_space(liege, 1, latitude=50.63, longitude=5.57)
    shown = page(client.get("/en/"))
    assert shown.links("section[aria-labelledby=countries] a") == {"Belgium": "/en/be/"}
    assert shown.links("section[aria-labelledby=cities] a") == {"Liège 1 places": "/en/be/liege/"}


def test_home_page_of_an_empty_directory_says_so(client):
    shown = page(client.get("/en/"))
    assert "no spaces yet" in shown.one(".note").text
    assert shown.links(".note a") == {"Suggest a space": "/en/suggest-a-space/"}


def test_home_page_of_an_empty_directory_leads_an_editor_to_the_import(client):
    client.force_login(make_staff("editor"))
    links = page(client.get("/en/")).links(".note a")
    assert links["Import spaces"] == "/admin/spaces/space/import/"
    assert links["Add a space"] == "/admin/spaces/space/add/"


def test_home_page_shows_several_cities_and_no_space_twice(client, liege):
    for number in range(6):
        make_full_space(liege, number)
    make_full_space(make_city("Mons"), 7)
    shown = cards(client.get("/en/"))
    assert len(shown) == len(set(shown)) == 5
    assert "Table 7" in shown


def test_tiles_have_a_dot_for_each_place_and_leave_far_ones_out(client, liege):
    for number in range(30):
        make_full_space(liege, number, latitude=50.6 + number * 0.002, longitude=5.5 + number * 0.003)
    make_full_space(liege, 30, latitude=52.0, longitude=5.6)
    dots = page(client.get("/en/")).one(".tile .tile-dots")["d"]
    assert 25 <= dots.count("M") <= 30


def test_collections_are_not_empty_and_open_as_many_places_as_they_say(client, liege):
    make_full_space(liege, 1, kind="library", amenities=("wifi",))
    make_full_space(liege, 2, kind="cafe", amenities=("wifi", "access_24_7"))
    make_plan(make_space("Free hall", city=liege, kind="cafe"), "0")
    rows = page(client.get("/en/")).select("section[aria-labelledby=collections] a")
    counts = {
        row.one("span:not(.num, .num span)").text: (row.one(".num").text.removesuffix(" places"), row["href"])
        for row in rows
    }
    assert {title: count for title, (count, _url) in counts.items()} == {
        "Cafés to work from": "2",
        "Libraries": "1",
        "Open 24/7": "1",
        "With wifi": "2",
        "Free of charge": "1",
    }
    for count, url in counts.values():
        assert page(client.get(url)).one(".tally b").text == count


def test_root_redirects_to_the_language_of_the_reader(client):
    response = client.get("/", headers={"accept-language": "fr"})
    assert response.url == "/fr/"
