"""Tests of the geometry of charts: every value is counted once and drawn inside the frame."""

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from coworking.templating import charts

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


def test_higher_price_is_drawn_higher():
    cheap, dear = charts.steps([(dt.date(2020, 1, 1), Decimal(10)), (dt.date(2021, 1, 1), Decimal(20))]).dots
    assert dear[1] < cheap[1]
