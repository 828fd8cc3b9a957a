"""Tests of the sitemaps."""

from xml.etree import ElementTree

import pytest

from tests.factories import make_space

pytestmark = pytest.mark.django_db
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(client, path) -> list[str]:
    """The addresses in a sitemap or an index of sitemaps, without the host."""
    root = ElementTree.fromstring(client.get(path).content)
    return [one.text.removeprefix("http://testserver") for one in root.iter(f"{NAMESPACE}loc")]


def test_samples_are_not_in_the_sitemap(client):
    make_space(is_sample=True)
    assert locations(client, "/sitemap-spaces.xml") == []


def test_sitemap_lists_pages_in_both_languages(client):
    space = make_space()
    index = locations(client, "/sitemap.xml")
    assert {"/sitemap-spaces.xml", "/sitemap-cities.xml"} <= set(index)
    spaces = locations(client, "/sitemap-spaces.xml")
    assert sorted(spaces) == [f"/en/spaces/{space.slug}/", f"/fr/spaces/{space.slug}/"]
    assert "/en/be/liege/" in locations(client, "/sitemap-cities.xml")


def test_unpublished_spaces_are_not_in_the_sitemap(client):
    make_space(is_published=False)
    assert locations(client, "/sitemap-spaces.xml") == []
