"""Texts that describe a quote: what is bought, what tax it includes, and what was assumed."""

from decimal import Decimal

import pytest
from django.utils import translation

from spaces.pricing.describe import assumptions, describe_missing, describe_quote, describe_tax
from spaces.pricing.quote import Price, Purchase, Quote


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def quote_of(*purchases, missing=()):
    """A quote of (count, unit, {fields of the price})."""
    made = []
    for count, unit, *more in purchases:
        fields = {"what": "hot_desk", "quantity": 1, "amount": Decimal(10), **(more[0] if more else {})}
        made.append(Purchase(Price(unit=unit, **fields), count))
    return Quote("EUR", tuple(made), missing)


@pytest.mark.parametrize(
    ("purchase", "text"),
    [
        ((1, "hour"), "1 hour"),
        ((3, "day"), "3 days"),
        ((2, "day", {"quantity": 5}), "2 × 5 days"),
        ((1, "pass", {"quantity": 10}), "1 pass of 10 days"),
        ((2, "pass", {"quantity": 10, "days_included": 12}), "2 passes of 12 days"),
        ((1, "month"), "1 month"),
        ((1, "month", {"days_included": 1}), "1 month with 1 day"),
        ((1, "month", {"days_included": 8}), "1 month with 8 days"),
        ((1, "month", {"quantity": 3}), "1 month of 3 paid at once"),
        ((1, "year"), "1 month of 12 paid at once"),
        ((1, "month", {"what": "meeting_room", "days_included": 8}), "1 month of meeting room"),
        ((2, "half_day", {"what": "dedicated_desk"}), "2 half-days at a dedicated desk"),
    ],
)
def test_a_purchase_is_described_by_its_unit_and_number(purchase, text):
    assert describe_quote(quote_of(purchase)) == text


def test_purchases_are_joined():
    quote = quote_of((1, "week"), (2, "day"), (1, "hour", {"what": "meeting_room"}))
    assert describe_quote(quote) == "1 week + 2 days + 1 hour of meeting room"


@pytest.mark.parametrize(
    ("included", "text"),
    [
        ((True,), "tax included"),
        ((False,), "tax extra"),
        ((None,), "with or without tax: not known"),
        ((True, None), "with or without tax: not known"),
        ((True, False), "of which €10 before tax"),
        ((None, False), "of which €10 before tax"),
    ],
)
def test_tax_is_stated_for_the_whole_sum_or_a_part(included, text):
    assert describe_tax(quote_of(*((1, "day", {"tax_included": one}) for one in included))) == text


def test_tax_is_not_stated_for_what_is_free():
    assert describe_tax(quote_of((1, "day", {"amount": Decimal(0), "tax_included": False}))) == ""


def test_parts_without_a_price_are_named():
    quote = quote_of(missing=("desk", "room"))
    assert describe_missing(quote) == "no price for so many days, price of a meeting room not known"
    assert describe_missing(quote_of((1, "day"))) == ""


@pytest.mark.parametrize(
    ("purchase", "expected"),
    [
        ((1, "day"), []),
        ((1, "month", {"days_included": 8}), []),
        ((1, "month"), ["A month covers all of its working days, 21.7 on average."]),
        (
            (1, "year", {"days_included": 8}),
            ["What is paid for several months counts with its share of one."],
        ),
        ((1, "week"), ["A week covers 5 days, and you choose which."]),
        (
            (1, "pass", {"quantity": 10}),
            ["A pass is paid whole, and what is left of it is not counted."],
        ),
        ((1, "half_day"), ["A half-day is up to 4 hours."]),
        ((1, "half_day", {"what": "meeting_room"}), ["A half-day is up to 4 hours."]),
        ((1, "day", {"what": "meeting_room"}), ["A day of a meeting room is 8 hours."]),
        ((1, "day", {"is_from": True}), ["The lowest price of a range counts: it can be more."]),
        ((1, "day", {"amount_max": Decimal(12)}), ["The lowest price of a range counts: it can be more."]),
    ],
)
def test_each_assumption_is_stated_where_it_matters(purchase, expected):
    assert assumptions(quote_of(purchase)) == expected
