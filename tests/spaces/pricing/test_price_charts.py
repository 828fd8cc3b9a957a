"""Tests of the charts of prices on pages."""

import pytest

from tests.factories import make_city, make_plan, make_space

pytestmark = pytest.mark.once


@pytest.mark.django_db
def test_city_page_has_a_chart_when_enough_prices_are_known(client):
    city = make_city()
    for number in range(5):
        make_plan(make_space(city=city), 10 + 5 * number)
        page = client.get("/en/be/liege/").content.decode()
        assert ("A day costs from €10 to €30, in the middle €20." in page) == (number == 4)


@pytest.mark.django_db
def test_space_page_has_a_chart_of_a_price_that_changed(client):
    space = make_space()
    make_plan(space, 15, as_of="2019", is_current=False)
    page = client.get(f"/en/spaces/{space.slug}/").content.decode()
    assert 'class="steps"' not in page
    make_plan(space, 18, as_of="2024-05")
    page = client.get(f"/en/spaces/{space.slug}/").content.decode()
    assert 'class="steps"' in page
