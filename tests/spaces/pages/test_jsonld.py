"""Tests of JSON-LD on the page of a space."""

import pytest

from tests.factories import make_plan, make_space, refreshed
from tests.pages import page


def jsonld_of(client, space):
    return page(client.get(f"/en/spaces/{space.slug}/")).json_ld()


@pytest.mark.django_db
def test_jsonld_has_the_known_facts(client):
    space = make_space(
        name="Salle",
        amenities=("wifi",),
        opening_hours="Mo-Fr 09:00-17:00",
        phone="+32 4 1234567",
        kind="cafe",
    )
    make_plan(space, "18.50")
    (data,) = jsonld_of(client, space)
    assert data["@type"] == "CafeOrCoffeeShop"
    assert data["openingHours"] == "Mo-Fr 09:00-17:00"
    assert data["address"]["addressCountry"] == "BE"
    assert data["geo"]["latitude"] == space.latitude
    assert data["makesOffer"][0]["price"] == "18.50"
    assert data["amenityFeature"][0]["name"] == "wifi"
    assert "image" not in data


@pytest.mark.django_db
def test_text_of_a_space_cannot_close_the_script_element(client):
    space = make_space(description="</script><script>alert(1)</script>")
    (data,) = jsonld_of(client, space)
    assert data["description"] == "</script><script>alert(1)</script>"


@pytest.mark.django_db
def test_samples_have_no_jsonld(client):
    assert jsonld_of(client, make_space(is_sample=True)) == []


@pytest.mark.django_db
def test_a_price_that_a_newer_one_replaced_is_not_offered(client):
    space = make_space()
    make_plan(space, "12", is_current=False)
    make_plan(space, "15")
    (data,) = jsonld_of(client, space)
    assert data["makesOffer"] == [
        {"@type": "Offer", "name": "hot desk", "price": "15.00", "priceCurrency": "EUR"}
    ]


@pytest.mark.django_db
def test_every_known_fact_has_its_name_in_schema_org(client):
    space = make_space(
        "Salle",
        slug="salle",
        street="Rue Haute 12",
        postcode="4000",
        website="https://salle.example/",
        phone="+32 4 1234567",
        description="A room above the bakery.",
        amenities={"wifi": "yes", "wheelchair": "limited: two steps", "lift": "no"},
    )
    space.photos.create(image="photos/a.webp", width=4, height=3, widths=[])
    refreshed(space)
    (data,) = jsonld_of(client, space)
    assert data == {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "name": "Salle",
        "url": "http://testserver/en/spaces/salle/",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Rue Haute 12",
            "postalCode": "4000",
            "addressLocality": "Liège",
            "addressCountry": "BE",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": 50.63373, "longitude": 5.56749},
        "sameAs": "https://salle.example/",
        "telephone": "+32 4 1234567",
        "description": "A room above the bakery.",
        "image": ["http://testserver/media/photos/a.webp"],
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": name, "value": value}
            for name, value in (("wifi", True), ("wheelchair access", "limited: two steps"), ("lift", False))
        ],
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "type"), [("library", "Library"), ("cafe", "CafeOrCoffeeShop"), ("coworking", "LocalBusiness")]
)
def test_a_library_and_a_cafe_have_types_of_their_own(client, kind, type):
    (data,) = jsonld_of(client, make_space(kind=kind))
    assert data["@type"] == type


@pytest.mark.django_db
def test_what_is_not_known_is_left_out(client):
    space = make_space(latitude=None, longitude=None)
    (data,) = jsonld_of(client, space)
    assert set(data) == {"@context", "@type", "name", "url", "address"}
    assert set(data["address"]) == {"@type", "addressLocality", "addressCountry"}


@pytest.mark.django_db
def test_hours_that_cannot_be_evaluated_are_left_out(client):
    (data,) = jsonld_of(client, make_space(opening_hours="when the light is on"))
    assert "openingHours" not in data
