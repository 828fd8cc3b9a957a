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
    assert shown.links("section[aria-labelledby=countries] a") == {"Belgium 1": "/en/be/"}
    assert shown.links("section[aria-labelledby=cities] a") == {"Liège 1": "/en/be/liege/"}


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
    assert sorted(cards(client.get("/en/"))) == [*(f"Table {number}" for number in range(6)), "Table 7"]


def test_root_redirects_to_the_language_of_the_reader(client):
    response = client.get("/", headers={"accept-language": "fr"})
    assert response.url == "/fr/"
