"""Spaces that a member keeps in mind: the heart, the list, and files to take along."""

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection

from reviews.favourites.models import Favourite
from reviews.favourites.queries import set_favourite
from spaces.directory.models import Space
from tests.factories import make_city, make_member, make_plan, make_space
from tests.pages import cards

pytestmark = pytest.mark.django_db


@pytest.fixture
def marie(client):
    member = make_member()
    client.force_login(member)
    return member


def kept(member, *names, **fields):
    """Spaces that a member keeps, oldest first."""
    spaces = [make_space(name, **fields) for name in names]
    for space in spaces:
        set_favourite(member, space, True)
    return spaces


def test_the_heart_keeps_and_lets_go_and_leads_back_to_where_it_stood(client, marie):
    make_space("The Kept One", slug="here")
    url = "/en/spaces/here/favourite/"
    response = client.post(url, {"keep": "1", "next": "/en/be/liege/?days=6"})
    assert response.url == "/en/be/liege/?days=6"
    assert "The Kept One" in client.get("/en/account/").content.decode()
    assert client.post(url, {"keep": "0"}).url == "/en/spaces/here/"
    assert not Favourite.objects.exists()


def test_saying_it_twice_changes_nothing(client, marie):
    make_space(slug="here")
    for answer, count in (("1", 1), ("1", 1), ("0", 0), ("0", 0)):
        client.post("/en/spaces/here/favourite/", {"keep": answer})
        assert Favourite.objects.count() == count


def test_it_never_leads_to_another_site(client, marie):
    make_space(slug="here")
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        response = client.post("/en/spaces/here/favourite/", {"keep": "1", "next": elsewhere})
        assert response.url == "/en/spaces/here/"


def test_with_scripts_only_the_heart_comes_back(client, marie):
    make_space(slug="here")
    post = {"keep": "1", "next": "/en/be/liege/"}
    page = client.post("/en/spaces/here/favourite/", post, headers={"hx-request": "true"}).content.decode()
    assert 'aria-pressed="true"' in page
    assert 'name="keep" value="0"' in page
    assert "<html" not in page


def test_a_get_and_a_hidden_space_change_nothing(client, marie):
    make_space(slug="here")
    make_space(slug="hidden", is_published=False)
    assert client.get("/en/spaces/here/favourite/").status_code == 405
    assert client.post("/en/spaces/hidden/favourite/", {"keep": "1"}).status_code == 404
    assert not Favourite.objects.exists()


def test_hearts_on_cards_are_those_of_the_member_who_looks(client, marie):
    (mill,) = kept(marie, "The Mill")
    (lantern,) = kept(make_member("Tom"), "Lantern")
    page = client.get("/en/be/liege/").content.decode()
    assert page.count('class="favourite-form"') == 2
    assert page.count('aria-pressed="true"') == 1
    heart = page[page.index(f"/spaces/{mill.slug}/favourite/") :]
    assert heart.index('aria-pressed="true"') < 2000
    client.logout()
    page = client.get("/en/be/liege/").content.decode()
    assert 'class="favourite-form"' not in page


def test_a_visitor_is_led_to_sign_in(client):
    space = make_space(slug="here")
    page = client.get("/en/spaces/here/").content.decode()
    assert f"/account/login/?next={space.get_absolute_url()}" in page
    assert "/account/login/" in client.post("/en/spaces/here/favourite/", {"keep": "1"}).url


def test_hearts_cost_one_query_however_many_cards(client, marie, django_assert_max_num_queries):
    kept(marie, *(f"Table {number}" for number in range(20)))
    with django_assert_max_num_queries(23):
        client.get("/en/be/liege/")


def test_the_list_shows_ones_own_newest_first_with_a_map(client, marie, django_assert_max_num_queries):
    kept(marie, "First", "Second")
    tom = make_member("Tom")
    kept(tom, "Not mine")
    for space in Space.objects.filter(name="First"):
        set_favourite(tom, space, True)
    kept(marie, "Hidden", is_published=False)
    kept(marie, "Closed", status="closed")
    with django_assert_max_num_queries(20):
        response = client.get("/en/account/favourites/")
    assert cards(response) == ["Closed", "Second", "First"]
    page = response.content.decode()
    assert 'class="map"' in page
    assert "Compare my favourites" in page
    for hidden in ("Not mine", "Hidden"):
        assert hidden not in page


def test_the_four_newest_are_compared(client, marie):
    spaces = kept(marie, *"ABCDE")
    page = client.get("/en/account/favourites/").content.decode()
    url = "/en/compare/?" + "&amp;".join(f"space={space.slug}" for space in reversed(spaces[1:]))
    assert f'href="{url}"' in page
    assert "Compare the 4 newest" in page


def test_without_any_the_page_says_what_the_heart_is_for(client, marie):
    page = client.get("/en/account/favourites/").content.decode()
    assert "Nothing yet." in page
    assert "The heart" in page


def test_csv_is_our_own_and_runs_no_formula(client, marie, tmp_path):
    (bad, _good) = kept(marie, "=HYPERLINK(1)", "The Mill", phone="+32 4 222 33 44", description="\t=1+1")
    make_plan(bad, "18")
    kept(make_member("Tom"), "Not mine")
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


def test_geojson_is_for_maps(client, marie):
    kept(marie, "The Mill", opening_hours="Mo-Fr 09:00-17:00")
    kept(marie, "Nowhere", city=make_city("Mons"), latitude=None, longitude=None)
    response = client.get("/en/account/favourites.geojson")
    assert response["Content-Type"] == "application/geo+json"
    data = json.loads(response.content)
    nowhere, mill = data["features"]
    assert mill["geometry"] == {"type": "Point", "coordinates": [5.56749, 50.63373]}
    assert mill["properties"]["opening_hours"] == "Mo-Fr 09:00-17:00"
    assert mill["properties"]["url"].startswith("http://testserver/en/spaces/")
    assert nowhere["geometry"] is None


@pytest.mark.parametrize("path", ["favourites/", "favourites.csv", "favourites.geojson"])
def test_they_are_for_members_alone(client, path):
    assert "/account/login/" in client.get(f"/en/account/{path}").url


def test_many_at_once_keep_it_once(shared_database):
    marie, space = make_member(), make_space()

    def press(_number):
        try:
            set_favourite(marie, space, True)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(press, range(24)))
    assert Favourite.objects.filter(member=marie, space=space).count() == 1
