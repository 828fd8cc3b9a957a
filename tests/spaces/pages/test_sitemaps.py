"""Tests of the sitemaps."""

import datetime as dt
import json
import re

import pytest
from django.db import connection

from spaces.directory.models import SECTION_SIZE, Space
from spaces.pages.sitemaps import SECTIONS_OF_SPACES
from spaces.search_index.derived_columns import refresh
from tests.factories import make_gathering, make_plan, make_space
from tests.pages import sitemap, sitemap_pages

pytestmark = pytest.mark.django_db


def jsonld_of(client, space):
    page = client.get(f"/en/spaces/{space.slug}/").content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(found[1]) if found else None


def section_of(space):
    return f"/sitemap-spaces-{space.pk // SECTION_SIZE}.xml"


def test_samples_have_no_jsonld_and_are_not_in_the_sitemap(client):
    space = make_space(is_sample=True)
    assert jsonld_of(client, space) is None
    assert f"/en/spaces/{space.slug}/" not in sitemap_pages(client)


def test_sitemap_lists_pages_in_both_languages(client):
    space = make_space(slug="the-mill")
    event = make_gathering(slug="fair", space=space)
    assert {
        "/en/spaces/the-mill/",
        "/fr/spaces/the-mill/",
        "/en/be/liege/",
        "/en/be/",
        f"/en/events/{event.slug}/",
    } <= sitemap_pages(client)
    section = client.get(section_of(space)).content.decode()
    assert section.count('hreflang="fr" href="http://testserver/fr/spaces/the-mill/"') == 2


def test_unpublished_spaces_are_not_in_the_sitemap(client):
    space = make_space(is_published=False)
    assert f"/en/spaces/{space.slug}/" not in sitemap_pages(client)
    assert section_of(space) not in sitemap(client)


def test_a_section_is_a_range_of_keys_and_names_its_latest_change(client):
    first = make_space()
    number = first.pk // SECTION_SIZE + 7  # there may be gaps between keys
    others = [make_space(pk=number * SECTION_SIZE + place) for place in (0, 1, SECTION_SIZE - 1)]
    beyond = make_space(pk=(number + 1) * SECTION_SIZE)
    days = {
        space.pk: dt.datetime(2026, 3, day, 12, tzinfo=dt.UTC)
        for day, space in enumerate((first, *others), 1)
    }
    for pk, day in days.items():
        Space.objects.filter(pk=pk).update(updated_at=day)
    assert [path for path in sitemap(client) if "spaces" in path] == [
        section_of(first), section_of(others[0]), section_of(beyond)
    ]  # fmt: skip
    assert sitemap(client)[section_of(others[0])] == "2026-03-04T12:00:00+00:00"
    listed = sitemap(client, section_of(others[0]))
    assert [page for page in listed if page.startswith("/en/")] == [
        f"/en/spaces/{one.slug}/" for one in others
    ]
    assert listed[f"/en/spaces/{others[0].slug}/"] == "2026-03-02T12:00:00+00:00"


def test_the_date_of_a_page_changes_with_what_it_shows(client):
    """A new price is no column of the space, yet its page changes; computing the same again changes none."""
    space = make_space()
    refresh([space])
    Space.objects.update(updated_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    refresh(Space.objects.all())
    page = f"/en/spaces/{space.slug}/"
    assert sitemap(client, section_of(space))[page] == "2026-03-01T00:00:00+00:00"
    make_plan(space, 18)
    refresh(Space.objects.all())
    assert sitemap(client, section_of(space))[page] > "2026-03-02"


def test_the_index_takes_few_queries_and_reads_no_table(client, django_assert_max_num_queries):
    make_space()
    with django_assert_max_num_queries(6):
        client.get("/sitemap.xml")
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # it reads a table of one row as a whole
            cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"{explain} {SECTIONS_OF_SPACES}")
        looks = [str(line) for line in cursor.fetchall() if "spaces_space" in str(line)]
    assert len(looks) >= 2  # PostgreSQL does not print the step of the recursion
    assert all("space_section" in look for look in looks), looks


@pytest.mark.parametrize(
    "path", ["spaces-999999", "spaces-99999999999999999999999", "countries-1", "members-0"]
)
def test_a_section_without_pages_is_not_found(client, path):
    make_space()
    assert client.get(f"/sitemap-{path}.xml").status_code == 404


def test_the_sitemap_is_cached(client, django_assert_num_queries):
    space = make_space()
    for path in ("/sitemap.xml", section_of(space)):
        assert client.get(path)["Cache-Control"].startswith("public")
        with django_assert_num_queries(1):
            assert client.get(path).status_code == 200
