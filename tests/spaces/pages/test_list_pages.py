"""Tests of the pages that list spaces."""

import pytest
from django.urls import reverse
from django.utils import translation

from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space
from spaces.search_index.derived_columns import refresh
from tests.factories import make_city, make_plan, make_source, make_space, make_statement
from tests.pages import cards

pytestmark = pytest.mark.django_db


def make_full_space(city, number, **fields):
    """A space with a statement and a price, its derived columns in order."""
    space = make_space(city=city, name=f"Table {number}", slug=f"table-{number}", **fields)
    make_statement(space, {"name": space.name}, source=make_source(), as_of="2026-03")
    make_plan(space, unit="day", amount=10 + number)
    refresh([space])
    refresh_city_counts([city.pk])
    return space


def test_city_page_lists_only_its_own_spaces(client, liege):
    make_full_space(liege, 1)
    elsewhere = make_city("Mons")
    make_full_space(elsewhere, 2)
    page = client.get("/en/be/liege/").content.decode()
    assert "Table 1" in page
    assert "Table 2" not in page


def test_french_page_is_in_french(client, liege):
    make_full_space(liege, 1)
    page = client.get("/fr/be/liege/").content.decode()
    assert 'lang="fr"' in page
    assert "Belgique" in page


def test_city_page_needs_the_same_number_of_queries_for_2_and_for_20_spaces(
    client, liege, django_assert_max_num_queries
):
    for number in range(20):
        make_full_space(liege, number, latitude=50.63, longitude=5.57)
    with django_assert_max_num_queries(20):
        client.get("/en/be/liege/")


def test_pages_of_24_repeat_and_miss_no_space(client, liege):
    for number in range(30):
        make_full_space(liege, number)
    seen = []
    for page in (1, 2):
        seen += cards(client.get("/en/be/liege/", {"page": page}))
    assert sorted(seen) == sorted(Space.objects.values_list("name", flat=True))


def test_suggestions_contain_places_and_spaces(client, liege):
    make_full_space(liege, 1)
    with translation.override("en"):
        address = reverse("suggest")
    labels = [item["label"] for item in client.get(address, {"q": "tab"}).json()["suggestions"]]
    assert "Table 1, Liège" in labels
