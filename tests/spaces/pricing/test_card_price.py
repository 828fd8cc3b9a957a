"""Tests of the price that a card shows."""

from decimal import Decimal

from spaces.directory.models import Space
from spaces.pricing.card_price import CardPrice
from spaces.pricing.models import Unit

DAY, MONTH = Decimal(20), Decimal(200)


def test_card_shows_price_per_day_when_both_are_known():
    space = Space(day_price=DAY, month_price=MONTH, price_currency="EUR")

    assert space.card_price() == CardPrice(DAY, "EUR", Unit.DAY)


def test_card_shows_price_per_month_when_preferred():
    space = Space(day_price=DAY, month_price=MONTH, price_currency="EUR")

    assert space.card_price("month") == CardPrice(MONTH, "EUR", Unit.MONTH)


def test_card_falls_back_to_the_price_that_is_known():
    assert Space(month_price=MONTH).card_price().unit == Unit.MONTH
    assert Space(day_price=DAY).card_price("month").unit == Unit.DAY


def test_free_day_is_a_price():
    assert Space(day_price=Decimal(0), month_price=MONTH).card_price().amount == 0


def test_card_shows_no_price_when_none_is_known():
    assert Space().card_price() is None


def test_price_is_labelled_by_its_unit():
    assert CardPrice(DAY, "EUR", Unit.DAY).per == "a day"
    assert CardPrice(MONTH, "EUR", Unit.MONTH).per == "a month"
