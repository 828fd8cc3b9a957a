"""Samples, which are no real places, stand after all real ones in every order."""

import pytest

from tests.factories import make_city, make_plan, make_rate, make_space
from tests.pages import cards, page

pytestmark = pytest.mark.django_db

POINT = {"latitude": 50.63, "longitude": 5.57}


@pytest.fixture
def city():
    """A sample that is the best in every respect, a real place with prices, and one without."""
    city = make_city()
    sample = make_space(
        "A table",
        city=city,
        is_sample=True,
        amenities=("wifi",),
        opening_hours="24/7",
        confirmed_on="2030",
        **POINT,
    )
    real = make_space(
        "Table", city=city, amenities=("wifi",), opening_hours="24/7", latitude=50.64, longitude=5.57
    )
    make_plan(sample, "1")
    make_plan(real, "20")
    make_plan(sample, "10", unit="month")
    make_space("Table without a price", city=city, amenities=("wifi",), latitude=50.65, longitude=5.57)
    return city


@pytest.mark.parametrize(
    "query",
    [
        "sort=recommended",
        "sort=price",
        "sort=freshness",
        "sort=name",
        "q=table",
        "near=50.63,5.57&radius=10&sort=distance",
        "days=3&sort=usage",
        "amenity=wifi",
        "open=now&include_unknown=1",
    ],
)
def test_no_order_has_a_sample_before_a_real_place(client, city, query):
    make_rate()
    response = client.get(f"/en/be/liege/?{query}")
    found = cards(response)
    assert len(found) >= 2
    assert found[-1] == "A table"
    assert page(response).select("li.card")[-1].has(".tag", "sample")


def test_samples_after_places_without_a_price_have_a_heading_of_their_own(client, city):
    shown = page(client.get("/en/be/liege/?sort=price"))
    assert shown.texts(".part-heading") == [
        "Price not known",
        "Samples: invented places that show what a full entry looks like",
    ]
