"""Tests of JSON-LD on the page of a space."""

import pytest

from spaces.directory.models import Space
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
    data, _trail = jsonld_of(client, space)
    assert data["@type"] == "CafeOrCoffeeShop"
    assert data["openingHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
            "opens": "09:00",
            "closes": "17:00",
        }
    ]
    assert data["address"]["addressCountry"] == "BE"
    assert data["geo"]["latitude"] == space.latitude
    assert data["makesOffer"][0]["price"] == "18.50"
    assert data["amenityFeature"][0]["name"] == "wifi"
    assert "image" not in data


@pytest.mark.django_db
def test_text_of_a_space_cannot_close_the_script_element(client):
    space = make_space(description="</script><script>alert(1)</script>")
    data, _trail = jsonld_of(client, space)
    assert data["description"] == "</script><script>alert(1)</script>"


@pytest.mark.django_db
def test_samples_have_no_jsonld(client):
    assert jsonld_of(client, make_space(is_sample=True)) == []


@pytest.mark.django_db
def test_a_price_that_a_newer_one_replaced_is_not_offered(client):
    space = make_space()
    make_plan(space, "12", is_current=False)
    make_plan(space, "150", "pass", quantity=10, as_of="2026-02")
    data, _trail = jsonld_of(client, space)
    price = {"price": "150.00", "priceCurrency": "EUR"}
    assert data["makesOffer"] == [
        {
            "@type": "Offer",
            "name": "hot desk",
            **price,
            "priceSpecification": {
                "@type": "UnitPriceSpecification",
                **price,
                "unitText": "pass of several days",
                "referenceQuantity": {"@type": "QuantitativeValue", "value": 10},
                "validFrom": "2026-02",
            },
        }
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
    data, _trail = jsonld_of(client, space)
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
        "sameAs": ["https://salle.example/"],
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
    data, _trail = jsonld_of(client, make_space(kind=kind))
    assert data["@type"] == type


@pytest.mark.django_db
def test_what_is_not_known_is_left_out(client):
    space = make_space(latitude=None, longitude=None)
    data, _trail = jsonld_of(client, space)
    assert set(data) == {"@context", "@type", "name", "url", "address"}
    assert set(data["address"]) == {"@type", "addressLocality", "addressCountry"}


@pytest.mark.django_db
@pytest.mark.parametrize("hours", ["when the light is on", "Jul-Aug Mo-Fr 09:00-17:00"])
def test_hours_that_are_no_plain_week_are_left_out(client, hours):
    data, _trail = jsonld_of(client, make_space(opening_hours=hours))
    assert "openingHoursSpecification" not in data


@pytest.mark.django_db
def test_hours_past_midnight_and_around_the_clock_are_those_of_schema_org(client):
    data, _trail = jsonld_of(client, make_space(opening_hours="Mo 22:00-02:00; Tu 00:00-24:00"))
    hours = [(row["dayOfWeek"], row["opens"], row["closes"]) for row in data["openingHoursSpecification"]]
    assert hours == [(["Monday"], "22:00", "02:00"), (["Tuesday"], "00:00", "23:59")]


@pytest.mark.django_db
def test_stale_hours_are_left_out(client):
    space = make_space(opening_hours="Mo-Fr 09:00-17:00")
    Space.objects.filter(pk=space.pk).update(hours_as_of="2013")
    data, _trail = jsonld_of(client, space)
    assert "openingHoursSpecification" not in data


@pytest.mark.django_db
def test_a_closed_place_offers_nothing_and_says_when_it_closed(client):
    space = make_space(opening_hours="Mo-Fr 09:00-17:00", status="closed", closed="2019-03")
    make_plan(space)
    data, _trail = jsonld_of(client, space)
    assert data["dissolutionDate"] == "2019-03"
    assert not {"makesOffer", "openingHoursSpecification"} & set(data)


@pytest.mark.django_db
def test_the_trail_leads_from_the_home_page_to_the_space(client):
    space = make_space("Salle", slug="salle")
    _data, trail = jsonld_of(client, space)
    assert [(step["position"], step["name"], step["item"]) for step in trail["itemListElement"]] == [
        (1, "Home", "http://testserver/en/"),
        (2, "Belgium", "http://testserver/en/be/"),
        (3, "Liège", "http://testserver/en/be/liege/"),
        (4, "Salle", "http://testserver/en/spaces/salle/"),
    ]
