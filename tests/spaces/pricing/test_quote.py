"""Tests of the cheapest combination of prices for a usage."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaces.pricing.quote import MAX_DAYS, Price, Usage, cost, desk_size, quote


def price(unit, amount, what="hot_desk", quantity=1, **fields):
    return Price(what, unit, quantity, Decimal(amount), **fields)


def bought(prices, usage):
    """[(how many, unit)] of the quote."""
    return [(purchase.count, purchase.price.unit) for purchase in quote(prices, usage).purchases]


amounts = st.decimals(min_value=0, max_value=900, places=2)
RANGE_AND_TAX = {
    "amount_max": st.none(),
    "is_from": st.booleans(),
    "currency": st.just("EUR"),
    "tax_included": st.sampled_from([None, True, False]),
}
desk_prices = st.builds(
    Price,
    what=st.sampled_from(["hot_desk", "dedicated_desk"]),
    unit=st.sampled_from(["hour", "half_day", "day", "pass", "week", "month", "year"]),
    quantity=st.integers(0, 12),
    amount=amounts,
    days_included=st.none() | st.integers(0, 40),
    **RANGE_AND_TAX,
)
room_prices = st.builds(
    Price,
    what=st.just("meeting_room"),
    unit=st.sampled_from(["hour", "half_day", "day", "pass", "week", "month", "year"]),
    quantity=st.integers(0, 4),
    amount=amounts,
    days_included=st.none(),
    **RANGE_AND_TAX,
)
price_lists = st.lists(desk_prices | room_prices, max_size=6)
usages = st.builds(Usage, days=st.integers(0, 31), hours=st.integers(1, 24), room_hours=st.integers(0, 40))


def total(prices, usage):
    """The cost, infinite where there is none."""
    found = cost(prices, usage)
    return Decimal("Infinity") if found is None else found


@given(price_lists, desk_prices | room_prices, usages)
def test_another_price_never_raises_the_cost(prices, more, usage):
    assert total([*prices, more], usage) <= total(prices, usage)


@given(price_lists, usages, st.sampled_from(["days", "hours", "room_hours"]))
def test_more_usage_never_costs_less(prices, usage, what):
    more = usage._replace(**{what: getattr(usage, what) + 1})
    assert total(prices, more) >= total(prices, usage)


def per_day(price, usage):
    """The least that one day can cost at this price, were every bit of it used."""
    size = desk_size(price)
    if not size:
        return Decimal("Infinity")
    if price.is_subscription:
        return price.amount / price.months / min(size, usage.days)
    units = {"hour": Decimal(usage.hours), "half_day": Decimal(usage.hours) / 4}.get(price.unit, Decimal(1))
    return price.amount / size * units


@given(st.lists(desk_prices, min_size=1, max_size=6), usages.filter(lambda usage: usage.days))
def test_cost_is_never_below_the_cheapest_unit_price(prices, usage):
    usage = usage._replace(room_hours=0)
    least = min(per_day(price, usage) for price in prices) * usage.days
    assert total(prices, usage) >= least - Decimal("1e-15")


@given(price_lists, usages)
def test_amount_is_the_sum_of_the_purchases(prices, usage):
    found, amount = quote(prices, usage), cost(prices, usage)
    if found:
        assert found.total == amount
        assert found.amount <= found.amount_max
        assert all(purchase.price in prices for purchase in found.purchases)
    elif usage.days or usage.room_hours:
        assert amount is None


@given(price_lists, usages)
def test_purchases_cover_the_usage(prices, usage):
    found = quote(prices, usage)
    if not found or found.missing or not usage.days:
        return
    have = {"subscription": 0, "days": 0, "half_day": 0, "hour": 0}
    for purchase in found.purchases:
        if purchase.price.what == "meeting_room":
            continue
        unit = purchase.price.unit
        kind = "subscription" if purchase.price.is_subscription else unit if unit in have else "days"
        have[kind] += purchase.count * desk_size(purchase.price)
    left = max(0, usage.days - have["subscription"] - have["days"])
    assert have["half_day"] * 4 + have["hour"] >= left * usage.hours


@given(
    st.lists(st.tuples(st.integers(1, 12), amounts), min_size=1, max_size=2),
    st.lists(st.tuples(st.integers(1, 12), amounts), min_size=1, max_size=2),
    st.tuples(st.integers(1, 3), amounts),
    st.integers(1, 3),
    st.integers(1, 9),
)
def test_no_cheaper_combination_exists(hours, halves, day, days, length):
    """Every way to part the days into whole ones, half-days and hours, tried one by one."""
    prices = [price("hour", amount, quantity=size) for size, amount in hours]
    prices += [price("half_day", amount, quantity=size) for size, amount in halves]
    prices += [price("day", day[1], quantity=day[0])]
    ways = [("day", 0, 0)] + [("parts", b, max(0, length - 4 * b)) for b in range(-(-length // 4) + 1)]
    tried = []
    for chosen in product(ways, repeat=days):
        whole = sum(way[0] == "day" for way in chosen)
        tried.append(
            least([day], whole)
            + least(halves, sum(way[1] for way in chosen))
            + least(hours, sum(way[2] for way in chosen))
        )
    assert cost(prices, Usage(days, length)) == min(tried)


def least(offers, needed):
    """The least that `needed` units cost, by trying every number of the first of at most two offers."""
    if len(offers) == 1:
        return offers[0][1] * -(-needed // offers[0][0])
    (size, amount), other = offers
    counts = range(-(-needed // size) + 1)
    return min(amount * n + least([other], max(0, needed - n * size)) for n in counts)


LIST = [
    price("hour", "4"),
    price("half_day", "13"),
    price("day", "22"),
    price("pass", "187", quantity=10, days_included=10),
    price("week", "88"),
    price("month", "220"),
    price("hour", "25", what="meeting_room"),
]


@pytest.mark.parametrize(
    ("usage", "amount", "purchases"),
    [
        (Usage(1, 2), "8", [(2, "hour")]),
        (Usage(1, 4), "13", [(1, "half_day")]),
        (Usage(1, 5), "17", [(1, "half_day"), (1, "hour")]),
        (Usage(6, 8), "110", [(1, "week"), (1, "day")]),
        (Usage(6, 8, 1), "135", [(1, "week"), (1, "day"), (1, "hour")]),
        (Usage(20, 8), "220", [(1, "month")]),
        (Usage(0, 8, 3), "75", [(3, "hour")]),
    ],
)
def test_purchases_of_known_cases(usage, amount, purchases):
    assert quote(LIST, usage).total == Decimal(amount)
    assert bought(LIST, usage) == purchases


def test_pass_is_paid_whole():
    prices = [price("pass", "80", quantity=10)]
    assert cost(prices, Usage(11)) == 160
    assert bought(prices, Usage(11)) == [(2, "pass")]


def test_pass_of_unknown_size_is_not_used():
    assert quote([price("pass", "99")], Usage(6)) is None


def test_subscription_with_limited_days_is_combined_and_not_bought_twice():
    prices = [price("month", "100", days_included=8), price("day", "18")]
    assert bought(prices, Usage(12)) == [(1, "month"), (4, "day")]
    assert cost(prices[:1], Usage(12)) is None


def test_year_and_quarter_count_with_one_month_rounded_up():
    assert cost([price("year", "1000")], Usage(MAX_DAYS)) == Decimal("83.34")
    assert cost([price("month", "500", quantity=3)], Usage(6)) == Decimal("166.67")
    assert cost([price("year", "1000", days_included=100)], Usage(9)) is None


def test_known_part_is_quoted_when_the_other_has_no_price():
    found = quote([price("day", "18")], Usage(2, 8, 1))
    assert (found.amount, found.total, found.missing) == (Decimal(36), None, ("room",))


def test_tax_is_separate_and_ranges_are_marked():
    prices = [
        price("day", "20", tax_included=True, is_from=True),
        price("hour", "25", what="meeting_room", amount_max=Decimal(40), tax_included=False),
    ]
    found = quote(prices, Usage(2, 8, 1))
    assert (found.total, found.before_tax, found.tax_unknown) == (65, 25, 0)
    assert (found.amount_max, found.is_from) == (80, True)


def test_offices_and_other_products_are_not_desks():
    assert quote([price("month", "500", what="office"), price("day", "5", what="other")], Usage(3)) is None


@pytest.mark.parametrize(
    ("prices", "usage", "amount"),
    [
        ([price("hour", "4")], Usage(2, 3), 24),
        ([price("half_day", "13")], Usage(2, 5), 52),
        ([price("half_day", "13")], Usage(1, 4), 13),
        ([price("week", "80")], Usage(6), 160),
        ([price("week", "80", days_included=7)], Usage(7), 80),
        ([price("pass", "80", quantity=10, days_included=5)], Usage(6), 160),
        ([price("day", "50", quantity=3)], Usage(4), 100),
        ([price("month", "90", quantity=0)], Usage(4), None),
    ],
)
def test_each_unit_alone_covers_the_days_that_it_buys(prices, usage, amount):
    assert cost(prices, usage) == amount
    found = quote(prices, usage)
    assert (found and found.total) == amount


@pytest.mark.parametrize(
    ("unit", "hours", "count"),
    [
        ("hour", 3, 3),
        ("half_day", 4, 1),
        ("half_day", 5, 2),
        ("day", 8, 1),
        ("day", 9, 2),
        ("week", 40, 1),
        ("week", 41, 2),
        ("month", 300, 1),
        ("pass", 1, 0),
    ],
)
def test_a_meeting_room_has_half_days_of_four_hours_and_days_of_eight(unit, hours, count):
    prices, usage = [price(unit, "10", what="meeting_room")], Usage(0, 8, hours)
    assert cost(prices, usage) == (10 * count or None)
    assert (bought(prices, usage) if count else quote(prices, usage)) == ([(count, unit)] if count else None)


def test_several_hours_of_a_meeting_room_at_one_price_are_counted():
    assert cost([price("hour", "30", what="meeting_room", quantity=4)], Usage(0, 8, 5)) == 60


def test_purchases_of_a_subscription_with_days_and_hours_come_largest_first():
    prices = [price("hour", "4"), price("day", "30"), price("month", "100", days_included=8)]
    assert bought(prices, Usage(10, 6)) == [(1, "month"), (12, "hour")]
    assert bought(prices, Usage(10, 8)) == [(1, "month"), (2, "day")]


def test_the_most_expensive_of_several_prices_of_a_unit_comes_first():
    prices = [price("day", "20"), price("pass", "150", quantity=10)]
    assert bought(prices, Usage(12)) == [(1, "pass"), (2, "day")]


def test_a_part_without_a_price_is_named():
    found = quote([price("hour", "25", what="meeting_room")], Usage(2, 8, 1))
    assert (found.amount, found.total, found.missing) == (25, None, ("desk",))
    assert cost([price("hour", "25", what="meeting_room")], Usage(2, 8, 1)) is None


def test_tax_that_is_not_known_is_summed_apart():
    prices = [price("day", "20"), price("hour", "25", what="meeting_room", tax_included=True)]
    found = quote(prices, Usage(2, 8, 1))
    assert (found.before_tax, found.tax_unknown, found.is_from) == (0, 40, False)


def test_a_quote_has_the_currency_of_its_prices():
    assert quote([price("day", "20", currency="GBP")], Usage(1)).currency == "GBP"
