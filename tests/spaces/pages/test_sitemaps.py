"""Tests of the sitemaps."""

import json
import re

import pytest

from tests.factories import make_space


def jsonld_of(client, space):
    page = client.get(f"/en/spaces/{space.slug}/").content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(found[1]) if found else None


@pytest.mark.django_db
def test_samples_have_no_jsonld_and_are_not_in_the_sitemap(client):
    space = make_space(is_sample=True)
    assert jsonld_of(client, space) is None
    assert space.slug not in client.get("/sitemap-spaces.xml").content.decode()


@pytest.mark.django_db
def test_sitemap_lists_pages_in_both_languages(client):
    space = make_space()
    index = client.get("/sitemap.xml").content.decode()
    assert "/sitemap-spaces.xml" in index
    assert "/sitemap-cities.xml" in index
    spaces = client.get("/sitemap-spaces.xml").content.decode()
    assert f"/en/spaces/{space.slug}/" in spaces
    assert f"/fr/spaces/{space.slug}/" in spaces
    assert "/en/be/liege/" in client.get("/sitemap-cities.xml").content.decode()


@pytest.mark.django_db
def test_unpublished_spaces_are_not_in_the_sitemap(client):
    space = make_space(is_published=False)
    assert space.slug not in client.get("/sitemap-spaces.xml").content.decode()
