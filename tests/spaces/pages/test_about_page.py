"""Tests of the page about the site's data."""

import pytest

from tests.factories import make_source

pytestmark = pytest.mark.django_db


def test_sources_with_one_licence_are_listed_together(client, db):
    for name in ("A survey", "B survey", "C survey"):
        make_source(name, attribution="The surveyors", url=f"https://example.org/{name[0]}")
    page = client.get("/en/about/").content.decode()
    assert page.count("The surveyors") == 1
    assert "and 2 pages more" in page
