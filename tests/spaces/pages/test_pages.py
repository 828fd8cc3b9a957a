"""Every page answers in both languages, says what it should, with a bounded number of queries."""

import math
import re

import pytest
from django.urls import reverse
from django.utils import translation

from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space, SpaceSlug
from spaces.geography.grid import cell_of
from spaces.geography.models import CitySlug
from spaces.search_index.derived_columns import refresh
from tests.factories import make_city, make_plan, make_source, make_space, make_statement
from tests.pages import cards

pytestmark = pytest.mark.django_db


@pytest.fixture
def liege():
    return make_city()


def furnish(city, number, **fields):
    """A space with a statement and a price, its derived columns in order."""
    space = make_space(city=city, name=f"Table {number}", slug=f"table-{number}", **fields)
    make_statement(space, {"name": space.name}, source=make_source(), as_of="2026-03")
    make_plan(space, unit="day", amount=10 + number)
    refresh([space])
    refresh_city_counts([city.pk])
    return space


def test_front_page_leads_to_countries_and_cities(client, liege):
    furnish(liege, 1, latitude=50.63, longitude=5.57)
    page = client.get("/en/").content.decode()
    assert "Belgium" in page
    assert 'href="/en/be/liege/"' in page


def test_front_page_of_an_empty_directory_says_so(client):
    assert "no spaces yet" in client.get("/en/").content.decode()


def test_front_page_shows_several_cities_and_no_space_twice(client, liege):
    for number in range(6):
        furnish(liege, number)
    furnish(make_city("Mons"), 7)
    page = client.get("/en/").content.decode()
    assert page.count("/en/spaces/table-7/") == 1
    shown = re.findall(r'href="(/en/spaces/table-\d/)"', page)
    assert len(shown) == len(set(shown)) == 7


def test_what_nobody_said_is_one_line_and_no_empty_section(client, liege):
    bare = make_space(city=liege, slug="bare")
    page = client.get("/en/spaces/bare/").content.decode()
    assert "prices, opening hours, amenities." in page
    assert "What it costs" not in page
    make_plan(bare)
    page = client.get("/en/spaces/bare/").content.decode()
    assert "What it costs" in page
    assert "opening hours, amenities." in page


def test_sources_of_one_licence_stand_together(client, db):
    for name in ("A survey", "B survey", "C survey"):
        make_source(name, attribution="The surveyors", url=f"https://example.org/{name[0]}")
    page = client.get("/en/about/").content.decode()
    assert page.count("The surveyors") == 1
    assert "and 2 pages more" in page


def test_root_leads_to_the_readers_language(client):
    response = client.get("/", headers={"accept-language": "fr"})
    assert response.url == "/fr/"


def test_city_page_lists_its_spaces_and_not_others(client, liege):
    furnish(liege, 1)
    elsewhere = make_city("Mons")
    furnish(elsewhere, 2)
    page = client.get("/en/be/liege/").content.decode()
    assert "Table 1" in page
    assert "Table 2" not in page


def test_french_page_speaks_french(client, liege):
    furnish(liege, 1)
    page = client.get("/fr/be/liege/").content.decode()
    assert 'lang="fr"' in page
    assert "Belgique" in page


def test_city_page_asks_the_same_number_of_times_for_2_and_for_20(
    client, liege, django_assert_max_num_queries
):
    for number in range(20):
        furnish(liege, number, latitude=50.63, longitude=5.57)
    with django_assert_max_num_queries(20):
        client.get("/en/be/liege/")


def test_pages_of_24_do_not_repeat_or_miss_a_space(client, liege):
    for number in range(30):
        furnish(liege, number)
    seen = []
    for page in (1, 2):
        seen += cards(client.get("/en/be/liege/", {"page": page}))
    assert sorted(seen) == sorted(Space.objects.values_list("name", flat=True))


def test_space_page_says_price_and_source(client, liege, django_assert_max_num_queries):
    space = furnish(liege, 5, website="https://example.org/")
    with django_assert_max_num_queries(6):
        page = client.get(space.get_absolute_url()).content.decode()
    assert "€15" in page
    assert "example.org" in page


def test_prices_after_the_first_eight_are_folded(client, liege):
    space = make_space(city=liege, slug="dear")
    for number in range(6):
        make_plan(space, 500 + number, what="office")
        make_plan(space, 10 + number, what="hot_desk")
    page = client.get("/en/spaces/dear/").content.decode()
    shown, folded = (
        re.findall(r'class="amount">€(\d+)', part) for part in page.split("<summary>4 more prices</summary>")
    )
    assert [amount for amount in shown if amount < "500"] == ["10", "11", "12", "13", "14", "15"]
    assert len(shown) == 8
    assert len(folded) == 4


def test_eight_prices_are_not_folded(client, liege):
    space = make_space(city=liege, slug="eight")
    for number in range(8):
        make_plan(space, 10 + number)
    assert "more price" not in client.get("/en/spaces/eight/").content.decode()


def test_what_one_can_reach_is_a_link(client, liege):
    """No fact of a space stands in a link that leads nowhere."""
    make_space(
        city=liege,
        slug="mill",
        website="https://mill.example/",
        phone="+32 4 123 45-67",
        email="desk@mill.example",
        video_url="https://video.example/mill",
    )
    page = client.get("/en/spaces/mill/").content.decode()
    for address in (
        "/en/spaces/mill/website/",
        "tel:+3241234567",
        "mailto:desk@mill.example",
        "https://video.example/mill",
    ):
        assert f'href="{address}"' in page
    assert 'href=""' not in page


def test_no_other_kind_of_link_comes_out_of_a_fact(client, liege):
    make_space(city=liege, slug="mill", video_url="javascript:alert(1)")
    page = client.get("/en/spaces/mill/").content.decode()
    assert "javascript:alert(1)" in page
    assert 'href="javascript:' not in page


def test_closed_space_keeps_its_page_and_leaves_the_list(client, liege):
    space = furnish(liege, 1, status="closed", closed="2019")
    assert "This place has closed" in client.get(space.get_absolute_url()).content.decode()
    assert "Table 1" not in client.get("/en/be/liege/").content.decode()


def test_unpublished_space_is_not_found(client, liege):
    space = furnish(liege, 1, is_published=False)
    assert client.get(space.get_absolute_url()).status_code == 404


def test_renamed_space_and_city_redirect(client, liege):
    space = furnish(liege, 1)
    SpaceSlug.objects.create(space=space, slug="old-name")
    CitySlug.objects.create(city=liege, country=liege.country, slug="luik")
    assert client.get("/en/spaces/old-name/").url == space.get_absolute_url()
    assert client.get("/en/be/luik/").url == "/en/be/liege/"


def test_unknown_addresses_are_not_found_and_offer_a_search(client):
    for path in ("/en/spaces/nowhere/", "/en/zz/", "/en/be/nowhere/", "/en/x/y/z/"):
        response = client.get(path)
        assert response.status_code == 404, path
        assert 'role="search"' in response.content.decode()


def test_spaces_at_one_address_name_each_other(client, liege):
    first = furnish(liege, 1, latitude=50.63, longitude=5.57)
    furnish(liege, 2, latitude=50.63, longitude=5.57)
    assert "At the same address" in client.get(first.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("latitude", "longitude"), [(50.63, 5.57), (-16.9, 179.995), (78.2, -179.99)])
def test_neighbours_within_three_kilometres_stand_nearest_first(client, liege, latitude, longitude):
    """Also where the way to them leads over the 180th meridian."""
    here = furnish(liege, 1, latitude=latitude, longitude=longitude)
    east = 1 / (111.2 * math.cos(math.radians(latitude)))  # a kilometre, in degrees

    def beside(km):
        return (longitude + km * east + 180) % 360 - 180

    for number, km in {2: 2.0, 3: -0.5, 4: -2.5, 5: 1.0, 6: 3.2}.items():
        furnish(liege, number, latitude=latitude, longitude=beside(km))
    many = [Space(name="Far", slug=f"far-{n}", city=liege, latitude=latitude) for n in range(60)]
    for n, far in enumerate(many):  # more of them on either side than are looked at
        far.longitude = beside(2.8 if n % 2 else -2.8)
        far.cell = cell_of(latitude, far.longitude)
    Space.objects.bulk_create(many)
    furnish(liege, 7, latitude=latitude + 0.1 / 111.2, longitude=longitude)
    furnish(liege, 8, latitude=latitude, longitude=longitude, status="closed")
    near = client.get(here.get_absolute_url()).content.decode().partition('id="near"')[2]
    found = re.findall(r'/en/spaces/([a-z]+-\d)[^"]*">\w+ ?\d? <span class="num">([\d.]+) km', near)
    nearest = [
        ("table-7", "0.1"),
        ("table-3", "0.5"),
        ("table-5", "1.0"),
        ("table-2", "2.0"),
        ("table-4", "2.5"),
    ]
    assert found[:5] == nearest
    assert [km for _name, km in found[5:]] == ["2.8"]


def test_an_amenity_that_left_the_vocabulary_is_still_named(client, liege):
    space = make_space("The Mill", city=liege, amenities=("fax_machine", "power", "wifi"))
    page = client.get(space.get_absolute_url()).content.decode()
    has = page.partition('id="has"')[2].partition("</section>")[0]
    assert re.sub(r"<[^>]+>", " ", has).split("What it has")[1].split() == [
        "wifi", "power", "sockets", "fax_machine",
    ]  # fmt: skip


def test_a_page_asks_for_nothing_that_is_not_there(client, liege, settings, django_assert_num_queries):
    """Of a space of which little is known: itself, prices, sources, neighbours, comments."""
    settings.PAGE_CACHE_SECONDS = 0
    space = make_space("The Mill", city=liege)
    with django_assert_num_queries(5):
        client.get(space.get_absolute_url())


def test_htmx_gets_the_list_without_the_frame(client, liege):
    furnish(liege, 1)
    page = client.get("/en/be/liege/", headers={"hx-request": "true"}).content.decode()
    assert "Table 1" in page
    assert "<html" not in page


def test_no_page_has_inline_script_or_style(client, liege):
    space = furnish(liege, 1, latitude=50.63, longitude=5.57, opening_hours="Mo-Fr 08:00-18:00")
    for path in ("/en/", "/en/be/", "/en/be/liege/", space.get_absolute_url(), "/en/about/"):
        page = client.get(path).content.decode()
        assert " style=" not in page, path
        assert "<style" not in page, path
        assert " onclick=" not in page, path


@pytest.mark.parametrize("path", ["robots.txt", "icons.svg", "sitemap.xml"])
def test_small_files_answer(client, path):
    assert client.get(f"/{path}").status_code == 200


def test_markup_in_a_name_is_shown_as_text(client, liege):
    space = furnish(liege, 1)
    Space.objects.filter(pk=space.pk).update(
        name="<script>alert(1)</script>", description="<img src=x onerror=alert(1)>"
    )
    for path in (space.get_absolute_url(), "/en/be/liege/", "/en/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_suggestions_name_places_and_spaces(client, liege):
    furnish(liege, 1)
    with translation.override("en"):
        address = reverse("suggest")
    labels = [item["label"] for item in client.get(address, {"q": "tab"}).json()["suggestions"]]
    assert "Table 1, Liège" in labels
