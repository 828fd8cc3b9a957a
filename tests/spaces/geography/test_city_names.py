"""Tests of the names of cities in the reader's language."""

import pytest
from django.utils import translation

from spaces.geography.cities.names import city_display_name
from tests.factories import make_gathering, make_space

KNOWN = {
    ("Brussels", "BE"): "Bruxelles",
    ("London", "GB"): "Londres",
    ("Copenhagen", "DK"): "Copenhague",
    ("Lisbon", "PT"): "Lisbonne",
    ("Singapore", "SG"): "Singapour",
}


@pytest.mark.parametrize(("city", "french"), KNOWN.items(), ids=KNOWN.values())
def test_french_name_of_a_city(city, french):
    assert city_display_name(*city, "fr") == french
    assert city_display_name(*city, "fr-be") == french


@pytest.mark.parametrize(
    ("name", "country", "language"),
    [
        ("London", "CA", "fr"),  # the other one
        ("Brussels", "BE", "en"),
        ("Brussels", "BE", "en-gb"),
        ("Liège", "BE", "fr"),
        ("Tripoli", "LY", "fr"),
        ("Brussels", "BE", "xx"),
        ("", "", "fr"),
    ],
)
def test_other_cities_have_the_name_of_the_gazetteer(name, country, language):
    assert city_display_name(name, country, language) == name


@pytest.mark.django_db
def test_pages_show_the_name_in_their_language(client, gazetteer):
    space = make_space("The Mill", city=gazetteer["brussels"])
    event = make_gathering("Open day", city=gazetteer["brussels"])
    for page in (space, event, space.city):
        with translation.override("fr"):
            french = client.get(page.get_absolute_url()).content.decode()
        english = client.get(page.get_absolute_url()).content.decode()
        assert "Bruxelles" in french
        assert "Brussels" not in french.replace("Europe/Brussels", "")
        assert "Brussels" in english


@pytest.mark.django_db
def test_name_needs_no_query(gazetteer, django_assert_num_queries):
    with django_assert_num_queries(0), translation.override("fr"):
        assert [str(gazetteer[slug]) for slug in ("brussels", "liege")] == ["Bruxelles", "Liège"]


@pytest.mark.django_db
def test_suggestions_show_the_name_in_the_language(client, gazetteer):
    make_space("The Mill", city=gazetteer["brussels"])
    found = client.get("/fr/suggest/", {"q": "brux"}).content.decode()
    assert "Bruxelles, Belgique" in found
