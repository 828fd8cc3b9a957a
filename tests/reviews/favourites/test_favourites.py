"""Favourite spaces: the button on cards and pages, the list with its map, and the downloads."""

import csv
import io
import json
from urllib.parse import urlencode

import pytest
from django.core.management import call_command

from reviews.favourites.models import Favourite
from reviews.favourites.queries import set_favourite
from spaces.directory.models import Space
from tests.factories import make_city, make_member, make_plan, make_space
from tests.pages import cards, page
from tests.threads import at_once

pytestmark = pytest.mark.django_db
URL = "/en/spaces/here/favourite/"
LIST_URL = "/en/account/favourites/"


@pytest.fixture
def marie(client):
    member = make_member()
    client.force_login(member)
    return member


def make_favourites(member, *names, **fields):
    """Make spaces that are favourites of a member, oldest first."""
    spaces = [make_space(name, **fields) for name in names]
    for space in spaces:
        set_favourite(member, space, True)
    return spaces


# The button


def test_the_button_adds_and_removes_and_returns_to_its_page(client, marie):
    make_space("The Kept One", slug="here")
    response = client.post(URL, {"keep": "1", "next": "/en/be/liege/?days=6"})
    assert response.url == "/en/be/liege/?days=6"
    favourites = page(client.get("/en/account/")).one("section[aria-labelledby=favourites]")
    assert favourites.has("li a", "The Kept One")
    assert client.post(URL, {"keep": "0"}).url == "/en/spaces/here/"
    assert not Favourite.objects.exists()


def test_pressing_it_twice_changes_nothing(client, marie):
    make_space(slug="here")
    for keep, count in (("1", 1), ("1", 1), ("0", 0), ("0", 0)):
        client.post(URL, {"keep": keep})
        assert Favourite.objects.count() == count


def test_it_never_redirects_to_another_site(client, marie):
    make_space(slug="here")
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert client.post(URL, {"keep": "1", "next": elsewhere}).url == "/en/spaces/here/"


def test_htmx_replaces_the_button_only(client, marie):
    make_space(slug="here")
    data = {"keep": "1", "next": "/en/be/liege/"}
    response = client.post(URL, data, headers={"hx-request": "true"})
    assert response.content.decode().lstrip().startswith("<form")
    form = page(response).one("form.favourite-form")
    assert form.one("button")["aria-pressed"] == "true"
    assert form.one("input[name=keep]")["value"] == "0"


def test_get_requests_and_unpublished_spaces_are_refused(client, marie):
    make_space(slug="here")
    make_space(slug="hidden", is_published=False)
    assert client.get(URL).status_code == 405
    assert client.post("/en/spaces/hidden/favourite/", {"keep": "1"}).status_code == 404
    assert not Favourite.objects.exists()


def test_buttons_on_cards_show_the_favourites_of_the_current_member(client, marie):
    make_favourites(marie, "The Mill")
    make_favourites(make_member("Tom"), "Lantern")
    pressed = {
        card.one("h3 a").text: card.one(".favourite-form button")["aria-pressed"]
        for card in page(client.get("/en/be/liege/")).select("li.card")
    }
    assert pressed == {"The Mill": "true", "Lantern": "false"}
    client.logout()
    assert not page(client.get("/en/be/liege/")).has(".favourite-form")


def test_visitors_are_redirected_to_sign_in(client):
    space = make_space(slug="here")
    link = page(client.get("/en/spaces/here/")).one(".space-acts a", "Save")
    assert link["href"].endswith(f"/account/login/?next={space.get_absolute_url()}")
    assert "/account/login/" in client.post(URL, {"keep": "1"}).url


def test_buttons_cost_one_query_for_any_number_of_cards(client, marie, django_assert_max_num_queries):
    make_favourites(marie, *(f"Table {number}" for number in range(20)))
    with django_assert_max_num_queries(23):
        client.get("/en/be/liege/")


def test_many_requests_at_once_add_one_favourite(shared_database):
    marie, space = make_member(), make_space()
    at_once(24, lambda _number: set_favourite(marie, space, True))
    assert Favourite.objects.filter(member=marie, space=space).count() == 1


# The list


def test_the_list_shows_the_members_favourites_newest_first(client, marie, django_assert_max_num_queries):
    make_favourites(marie, "First", "Second")
    tom = make_member("Tom")
    make_favourites(tom, "Not mine")
    set_favourite(tom, Space.objects.get(name="First"), True)
    make_favourites(marie, "Hidden", is_published=False)
    make_favourites(marie, "Closed", status="closed")
    with django_assert_max_num_queries(20):
        response = client.get(LIST_URL)
    assert cards(response) == ["Closed", "Second", "First"]
    shown = page(response)
    assert shown.has(".map")
    assert shown.has("a", "Compare my favourites")
    for hidden in ("Not mine", "Hidden"):
        assert hidden not in response.content.decode()


def test_the_four_newest_can_be_compared(client, marie):
    spaces = make_favourites(marie, *"ABCDE")
    link = page(client.get(LIST_URL)).one(".export-links a", "Compare the 4 newest")
    query = urlencode([("space", space.slug) for space in reversed(spaces[1:])])
    assert link["href"] == f"/en/compare/?{query}"


def test_an_empty_list_explains_the_button(client, marie):
    note = page(client.get(LIST_URL)).one(".note")
    assert "Nothing yet. The heart on a card or on the page of a space keeps it here." in note.text


@pytest.mark.parametrize("path", ["favourites/", "favourites.csv", "favourites.geojson"])
def test_visitors_must_sign_in(client, path):
    assert "/account/login/" in client.get(f"/en/account/{path}").url


# Downloads


def test_the_csv_has_columns_that_import_and_no_formulas(client, marie, tmp_path):
    fields = {"phone": "+32 4 222 33 44", "description": "\t=1+1"}
    (formula, _mill) = make_favourites(marie, "=HYPERLINK(1)", "The Mill", **fields)
    make_plan(formula, "18")
    make_favourites(make_member("Tom"), "Not mine")
    response = client.get("/en/account/favourites.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "favourites.csv" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert [row["name"] for row in rows] == ["'=HYPERLINK(1)", "The Mill"]
    assert (rows[0]["phone"], rows[0]["description"]) == ("'+32 4 222 33 44", "'\t=1+1")
    assert (rows[0]["day_price"], rows[0]["currency"]) == ("18.00", "EUR")
    file = tmp_path / "favourites.csv"
    file.write_bytes(response.content)
    out = io.StringIO()
    call_command("import_spaces", file, source="mine", dry_run=True, stdout=out)
    assert "2 read" in out.getvalue()
    assert "0 failed" in out.getvalue()


def test_the_geojson_has_points_and_properties(client, marie):
    make_favourites(marie, "The Mill", opening_hours="Mo-Fr 09:00-17:00")
    make_favourites(marie, "Nowhere", city=make_city("Mons"), latitude=None, longitude=None)
    response = client.get("/en/account/favourites.geojson")
    assert response["Content-Type"] == "application/geo+json"
    nowhere, mill = json.loads(response.content)["features"]
    assert mill["geometry"] == {"type": "Point", "coordinates": [5.56749, 50.63373]}
    assert mill["properties"]["opening_hours"] == "Mo-Fr 09:00-17:00"
    assert mill["properties"]["url"].startswith("http://testserver/en/spaces/")
    assert nowhere["geometry"] is None
