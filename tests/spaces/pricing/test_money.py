"""Tests of formatting amounts of money."""

from decimal import Decimal

import pytest

from spaces.pricing.money import format_money


@pytest.mark.parametrize(
    ("amount", "currency", "language", "expected"),
    [
        ("18", "EUR", "en", "€18"),
        ("18.5", "EUR", "en", "€18.50"),
        ("1800", "EUR", "fr", "1\u202f800\xa0€"),
        ("3000", "JPY", "en", "¥3,000"),
        ("0", "GBP", "en", "free"),
    ],
)
def test_money_is_formatted_for_the_language(amount, currency, language, expected):
    assert format_money(Decimal(amount), currency, language) == expected
