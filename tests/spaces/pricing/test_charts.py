"""The pictures of prices: every place is counted once, and the drawing stays inside its frame."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworking.templating import charts
from tests.factories import make_city, make_plan, make_space

amounts = st.decimals(min_value=0, max_value=100_000, places=2)


@given(st.dictionaries(amounts, st.integers(1, 500), min_size=1))
def test_columns_count_every_price_once(counts):
    columns = charts.columns(counts)
    assert sum(column.count for column in columns) == sum(counts.values())
    assert len(columns) <= charts.MOST_COLUMNS
    for column in columns:
        assert column.count == sum(n for amount, n in counts.items() if column.low <= amount < column.high)
        assert 0 <= column.x <= column.x + column.width <= charts.COLUMNS_WIDTH + 0.1
        assert 0 <= column.y <= column.y + column.height <= charts.COLUMNS_HEIGHT + 0.1


@given(st.dictionaries(amounts, st.integers(1, 50), min_size=1))
def test_median_has_half_of_the_prices_on_either_side(counts):
    middle, total = charts.median(counts), sum(counts.values())
    assert sum(n for amount, n in counts.items() if amount <= middle) * 2 >= total
    assert sum(n for amount, n in counts.items() if amount >= middle) * 2 >= total


@given(st.lists(st.tuples(st.dates(), amounts), min_size=2, unique_by=lambda point: point[0]).map(sorted))
def test_steps_go_forward_in_time_and_stay_inside(points):
    dots = charts.steps(points).dots
    assert len(dots) == len(points)
    assert [x for x, _y in dots] == sorted(x for x, _y in dots)
    assert all(0 <= x <= charts.STEPS_WIDTH and 0 <= y <= charts.STEPS_HEIGHT for x, y in dots)


def test_a_dearer_price_stands_higher():
    cheap, dear = charts.steps([(dt.date(2020, 1, 1), Decimal(10)), (dt.date(2021, 1, 1), Decimal(20))]).dots
    assert dear[1] < cheap[1]


@pytest.mark.django_db
def test_city_page_draws_its_prices_when_enough_are_known(client):
    city = make_city()
    for number in range(5):
        make_plan(make_space(city=city), 10 + 5 * number)
        page = client.get("/en/be/liege/").content.decode()
        assert ("A day costs from €10 to €30, in the middle €20." in page) == (number == 4)


@pytest.mark.django_db
def test_space_page_draws_a_price_that_changed(client):
    space = make_space()
    make_plan(space, 15, as_of="2019", is_current=False)
    page = client.get(f"/en/spaces/{space.slug}/").content.decode()
    assert 'class="steps"' not in page
    make_plan(space, 18, as_of="2024-05")
    page = client.get(f"/en/spaces/{space.slug}/").content.decode()
    assert 'class="steps"' in page
