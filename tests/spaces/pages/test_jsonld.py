"""Tests of JSON-LD on the page of a space."""

import pytest

from tests.factories import make_plan, make_space
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
