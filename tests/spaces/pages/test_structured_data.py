"""What search engines read: JSON-LD and the sitemap; and money and the gazetteer, which feed them."""

import json
import re
from decimal import Decimal

import pytest
from django.core.management import call_command

from spaces.geography.models import City, Country
from spaces.pricing.money import format_money
from spaces.search.query_parser.places import resolve
from tests.factories import make_city, make_plan, make_space


def jsonld_of(client, space):
    page = client.get(f"/en/spaces/{space.slug}/").content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(found[1]) if found else None


@pytest.mark.django_db
def test_jsonld_tells_what_is_known(client):
    space = make_space(
        name="Salle",
        amenities=("wifi",),
        opening_hours="Mo-Fr 09:00-17:00",
        phone="+32 4 1234567",
        kind="cafe",
    )
    make_plan(space, "18.50")
    data = jsonld_of(client, space)
    assert data["@type"] == "CafeOrCoffeeShop"
    assert data["openingHours"] == "Mo-Fr 09:00-17:00"
    assert data["address"]["addressCountry"] == "BE"
    assert data["geo"]["latitude"] == space.latitude
    assert data["makesOffer"][0]["price"] == "18.50"
    assert data["amenityFeature"][0]["name"] == "wifi"
    assert "image" not in data


@pytest.mark.django_db
def test_no_text_of_a_space_ends_the_data_block(client):
    space = make_space(description="</script><script>alert(1)</script>")
    assert jsonld_of(client, space)["description"] == "</script><script>alert(1)</script>"


@pytest.mark.django_db
def test_samples_are_not_told_to_search_engines(client):
    space = make_space(is_sample=True)
    assert jsonld_of(client, space) is None
    assert space.slug not in client.get("/sitemap-spaces.xml").content.decode()


@pytest.mark.django_db
def test_sitemap_names_pages_in_both_languages(client):
    space = make_space()
    index = client.get("/sitemap.xml").content.decode()
    assert "/sitemap-spaces.xml" in index
    assert "/sitemap-cities.xml" in index
    spaces = client.get("/sitemap-spaces.xml").content.decode()
    assert f"/en/spaces/{space.slug}/" in spaces
    assert f"/fr/spaces/{space.slug}/" in spaces
    assert "/en/be/liege/" in client.get("/sitemap-cities.xml").content.decode()


@pytest.mark.django_db
def test_hidden_spaces_stay_out_of_the_sitemap(client):
    space = make_space(is_published=False)
    assert space.slug not in client.get("/sitemap-spaces.xml").content.decode()


@pytest.mark.parametrize(
    ("amount", "currency", "language", "expected"),
    [
        ("18", "EUR", "en", "€18"),
        ("18.5", "EUR", "en", "€18.50"),
        ("1800", "EUR", "fr", "1\u202f800\xa0€"),
        ("3000", "JPY", "en", "¥3,000"),
        ("0", "GBP", "en", "free"),
    ],
)
def test_money_is_written_as_the_reader_writes_it(amount, currency, language, expected):
    assert format_money(Decimal(amount), currency, language) == expected


@pytest.mark.django_db
def test_gazetteer_knows_cities_in_many_languages_and_loads_once():
    make_city("Ans", geonameid=None, slug="a-village")
    call_command("load_gazetteer", verbosity=0)
    cities = City.objects.count()
    assert cities > 30_000
    assert Country.objects.get(code="GB").currency == "GBP"
    for words in ("Luik", "Lüttich", "liege", "LIÈGE"):
        assert str(resolve(words, "BE").chosen.thing) == "Liège"
    mons = resolve("Mons", "BE")
    first = mons.chosen or mons.candidates[0]
    assert first.thing.country_id == "BE"
    bergen = resolve("Bergen", "BE")
    assert (bergen.chosen or bergen.candidates[0]).thing.country_id == "BE"
    assert (resolve("Bergen", "NO").chosen or resolve("Bergen", "NO").candidates[0]).thing.country_id == "NO"
    call_command("load_gazetteer", verbosity=0)
    assert City.objects.count() == cities


def test_gazetteer_that_is_there_already_is_left_alone(gazetteer):
    before = City.objects.count()
    call_command("load_gazetteer", "--if-empty", verbosity=0)
    assert City.objects.count() == before
