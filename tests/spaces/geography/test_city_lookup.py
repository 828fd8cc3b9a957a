"""The city of a typed name, and the village that an unknown name becomes."""

import pytest

from spaces.geography.cities.lookup import find_city, find_or_create_city
from spaces.geography.models import City, Country
from tests.factories import make_city

pytestmark = pytest.mark.django_db
NEAR_PARIS, NEAR_PARIS_TEXAS = (48.9, 2.4), (33.7, -95.5)


def test_the_most_populous_city_of_a_name_is_found(gazetteer):
    make_city("Liège", "BE", slug="liege-2", population=10, names=("Luik",))
    assert find_city("BE", "luik") == gazetteer["liege"]
    assert find_city("FR", "Luik") is None


def test_a_district_after_the_name_is_left_out(gazetteer):
    assert find_city("FR", "Lyon 7e Arrondissement") == gazetteer["lyon"]


def test_the_nearest_city_of_a_name_is_found_and_none_that_is_far(gazetteer):
    small = make_city("Paris", "FR", slug="paris-2", latitude=48.9, longitude=2.5, population=10)
    assert find_city("FR", "Paris") == gazetteer["paris"]
    assert find_city("FR", "Paris", (48.9, 2.5)) == small
    assert find_city("FR", "Paris", (43.3, 5.4)) is None


def test_a_city_without_a_position_is_found_where_none_is_near(gazetteer):
    unplaced = make_city("Paris", "FR", slug="paris-2", latitude=None, longitude=None)
    assert find_city("FR", "Paris", (43.3, 5.4)) == unplaced
    assert find_city("FR", "Paris", NEAR_PARIS) == gazetteer["paris"]


def test_an_unknown_name_becomes_a_village_that_is_found_by_its_name(gazetteer):
    village = find_or_create_city(Country.objects.get(pk="US"), "  Blossom ", NEAR_PARIS_TEXAS)
    assert (village.name, village.slug, village.timezone) == ("Blossom", "blossom", "America/Chicago")
    assert (village.latitude, village.longitude) == NEAR_PARIS_TEXAS
    assert find_city("US", "blossom") == village
    assert find_or_create_city(village.country, "BLOSSOM") == village


def test_a_village_without_a_city_near_has_the_time_zone_of_the_largest_city(gazetteer):
    france = Country.objects.get(pk="FR")
    assert find_or_create_city(france, "Port-aux-Français", (-49.4, 70.2)).timezone == "Europe/Paris"
    assert find_or_create_city(france, "Nowhere").timezone == "Europe/Paris"
    City.objects.filter(country=france).delete()
    assert find_or_create_city(france, "Somewhere").timezone == "UTC"


def test_villages_of_one_name_have_different_addresses(gazetteer):
    belgium = Country.objects.get(pk="BE")
    places = ((50.0, 4.0), (51.2, 5.4), (49.6, 5.8))
    found = [find_or_create_city(belgium, "Saint-Rémy", place) for place in places]
    assert [village.slug for village in found] == ["saint-remy", "saint-remy-2", "saint-remy-3"]


def test_a_name_of_signs_only_has_an_address(gazetteer):
    assert find_or_create_city(Country.objects.get(pk="BE"), "？！").slug == "place"
