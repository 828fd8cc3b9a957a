"""Tests of redirects, unknown URLs and small files, and of the markup of all pages."""

import pytest

from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import SpaceSlug
from spaces.geography.cities.lookup import find_or_create_city
from spaces.geography.models import CitySlug
from spaces.search_index.derived_columns import refresh
from tests.factories import make_city, make_plan, make_source, make_space, make_statement
from tests.pages import page

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def make_full_space(city, number, **fields):
    """A space with a statement and a price, its derived columns in order."""
    space = make_space(city=city, name=f"Table {number}", slug=f"table-{number}", **fields)
    make_statement(space, {"name": space.name}, source=make_source(), as_of="2026-03")
    make_plan(space, unit="day", amount=10 + number)
    refresh([space])
    refresh_city_counts([city.pk])
    return space


def test_renamed_space_and_city_redirect(client, liege):
    space = make_full_space(liege, 1)
    SpaceSlug.objects.create(space=space, slug="old-name")
    CitySlug.objects.create(city=liege, country=liege.country, slug="luik")
    assert client.get("/en/spaces/old-name/").url == space.get_absolute_url()
    assert client.get("/en/be/luik/").url == "/en/be/liege/"


def test_a_city_has_one_url_in_each_language_and_its_other_names_redirect(client):
    names = ("Bruxelles", "Brussel", "Brüssel")
    brussels = make_city("Brussels", "BE", names=names, population=1_019_022, geonameid=2800866)
    make_space(city=brussels)
    refresh_city_counts([brussels.pk])
    bruges = make_city("Brugge", "BE", names=("Bruges",))
    CitySlug.objects.create(city=brussels, country=brussels.country, slug="old-name")
    for path, target in {
        "/en/be/bruxelles/": "/en/be/brussels/",
        "/en/be/brussel/?sort=name": "/en/be/brussels/?sort=name",
        "/fr/be/brussels/": "/fr/be/bruxelles/",
        "/fr/be/brussel/": "/fr/be/bruxelles/",
        "/fr/be/old-name/": "/fr/be/bruxelles/",
        "/en/be/bruges/": "/en/be/brugge/",
        "/fr/be/bruges/": "/fr/be/brugge/",
    }.items():
        response = client.get(path)
        assert (response.status_code, response.url) == (301, target), path
    assert client.get("/en/fr/bruges/").status_code == 404
    for path in ("/en/be/brussels/", "/fr/be/bruxelles/"):
        shown = page(client.get(path))
        assert shown.one('link[rel="canonical"]')["href"] == f"http://testserver{path}"
        links = {one["hreflang"]: one["href"] for one in shown.select('link[rel="alternate"][hreflang]')}
        assert links["en"].endswith("/en/be/brussels/")
        assert links["fr"].endswith("/fr/be/bruxelles/")
        switch = page(client.get(f"{path}?sort=name")).select("header a[hreflang]")
        assert {one["href"].rpartition("/")[2] for one in switch} == {"?sort=name"}
    sitemap = client.get(f"/sitemap-cities-{brussels.pk // 1000}.xml")
    assert "/fr/be/bruxelles/" in sitemap.content.decode()
    assert find_or_create_city(bruges.country, "Bruxelles-Plage").slug == "bruxelles-plage"


def test_a_new_city_cannot_take_the_slug_that_another_has_in_a_language(client):
    village = find_or_create_city(make_city("Brugge", "BE").country, "Bruxelles")
    assert village.slug == "bruxelles-2"


def test_unknown_urls_are_not_found_and_offer_a_search(client):
    for path in ("/en/spaces/nowhere/", "/en/zz/", "/en/be/nowhere/", "/en/x/y/z/"):
        response = client.get(path)
        assert response.status_code == 404, path
        assert 'role="search"' in response.content.decode()


def test_no_page_has_inline_script_or_style(client, liege):
    space = make_full_space(liege, 1, latitude=50.63, longitude=5.57, opening_hours="Mo-Fr 08:00-18:00")
    for path in ("/en/", "/en/be/", "/en/be/liege/", space.get_absolute_url(), "/en/about/"):
        page = client.get(path).content.decode()
        assert " style=" not in page, path
        assert "<style" not in page, path
        assert " onclick=" not in page, path


@pytest.mark.parametrize("path", ["robots.txt", "icons.svg", "sitemap.xml"])
def test_small_files_are_served(client, path):
    assert client.get(f"/{path}").status_code == 200
