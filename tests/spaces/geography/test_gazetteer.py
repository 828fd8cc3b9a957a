"""Tests of loading the gazetteer, and of the city around a position."""

import pytest
from django.core.management import CommandError, call_command

from spaces.geography.gazetteer import CityFinder
from spaces.geography.models import City, Country
from spaces.search.query_parser.places import resolve
from tests.factories import make_city


@pytest.mark.django_db
def test_gazetteer_knows_cities_in_many_languages_and_loads_once():
    make_city("Ans", geonameid=None, slug="a-village")
    countries = ("BE", "GB", "NO")  # the whole world takes a minute
    call_command("load_gazetteer", "--countries", *countries, verbosity=0)
    cities = City.objects.count()
    assert cities > 1_000
    assert set(City.objects.values_list("country", flat=True)) == set(countries)
    assert Country.objects.get(code="GB").currency == "GBP"
    for words in ("Luik", "Lüttich", "liege", "LIÈGE"):
        assert str(resolve(words, "BE").chosen.value) == "Liège"
    mons = resolve("Mons", "BE")
    assert mons.chosen.value.country_id == "BE"
    for visitor in ("BE", "NO"):  # Mons is called Bergen in Dutch
        bergen = resolve("Bergen", visitor)
        assert bergen.chosen.value.country_id == "NO"
        assert (mons.chosen.value in [place.value for place in bergen.candidates]) == (visitor == "BE")
    belgian = City.objects.filter(country="BE").exclude(geonameid=None)
    assert set(belgian.values_list("region", flat=True)) == {"BRU", "VLG", "WAL"}
    call_command("load_gazetteer", "--countries", *countries, verbosity=0)
    assert City.objects.count() == cities


def test_an_unknown_country_is_refused_in_a_sentence(db):
    with pytest.raises(CommandError, match="no country has the code XX"):
        call_command("load_gazetteer", "--countries", "be", "xx", verbosity=0)
    assert not City.objects.exists()


def test_if_empty_leaves_a_loaded_gazetteer_alone(gazetteer):
    before = City.objects.count()
    call_command("load_gazetteer", "--if-empty", verbosity=0)
    assert City.objects.count() == before


@pytest.mark.django_db
def test_the_city_around_a_position_covers_it_or_is_the_nearest_within_30_km():
    large = make_city("Nadi", "FJ", latitude=-17.8, longitude=179.96, population=4_000_000, geonameid=1)
    small = make_city("Waiyevo", "FJ", latitude=-17.8, longitude=-179.99, population=900, geonameid=2)
    finder = CityFinder()
    assert finder.covering((-17.8, -179.95)) == large  # across the 180th meridian, in 17 km around it
    assert finder.covering((-17.8, -179.80)) == small  # 20 km away
    assert finder.covering((-17.8, -179.80), "TO") is None
    assert finder.covering((-17.8, -179.60)) is None
    assert finder.covering((-18.5, -179.99)) is None
