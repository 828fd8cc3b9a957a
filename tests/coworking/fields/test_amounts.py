"""Amounts and numbers as people write them are understood, or refused with a sentence."""

from decimal import Decimal

import pytest
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from coworking.fields.amounts import Money, decimal_separator, format_number, read_money, read_number
from coworking.fields.currencies import currencies, currency_named
from coworking.fields.errors import NotUnderstood

LOCALES = ("en", "fr", "de", "nl", "es", "fr_CH")
amounts = st.decimals(0, 9_999_999, places=2)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("24,50", "24.50"),
        ("24.50", "24.50"),
        ("24.5", "24.50"),
        ("1250", "1250"),
        ("1,200", "1200"),
        ("1.250", "1250"),
        ("1.250,00", "1250"),
        ("1,250.00", "1250"),
        ("2,500,000", "2500000"),
        ("1 250", "1250"),
        ("1\u00a0250", "1250"),
        ("1\u202f250,5", "1250.50"),
        ("1'200", "1200"),
        ("1’200.50", "1200.50"),
        ("25.–", "25"),
        ("25,-", "25"),
        ("0", "0"),
    ],
)
def test_amounts(text, amount):
    assert read_money(text).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("25 €", Money(Decimal(25), "EUR")),
        ("€ 250", Money(Decimal(250), "EUR")),
        ("€250", Money(Decimal(250), "EUR")),
        ("EUR 25", Money(Decimal(25), "EUR")),
        ("eur 25 €", Money(Decimal(25), "EUR")),
        ("25 Euro", Money(Decimal(25), "EUR")),
        ("25 euros", Money(Decimal(25), "EUR")),
        ("£25", Money(Decimal(25), "GBP")),
        ("25 US$", Money(Decimal(25), "USD")),
        ("25 francs suisses", Money(Decimal(25), "CHF")),
        ("from 15", Money(Decimal(15), is_minimum=True)),
        ("à partir de 200 €", Money(Decimal(200), "EUR", is_minimum=True)),
        ("ab 15", Money(Decimal(15), is_minimum=True)),
        ("vanaf € 15", Money(Decimal(15), "EUR", is_minimum=True)),
        ("Desde 15", Money(Decimal(15), is_minimum=True)),
        ("1.250,00 €", Money(Decimal(1250), "EUR", is_plain=False)),
    ],
)
def test_what_stands_beside_an_amount(text, money):
    assert read_money(text) == money


@pytest.mark.parametrize(
    "text",
    [
        "", "twenty", "1.2.3", "12 50", "1,20,0", "-5", "24.5055", "25 - 30", "25 XXQ", "15 €/day", "1e5",
        "²5", "٢٥", "5 %", "NaN", "EUR", "€ 25 $", "25 francs", "$ 25", "1.250.00", "0,125", "9" * 80,
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_a_sentence(text):
    with pytest.raises(NotUnderstood, match=r"\w+ \w+"):
        read_money(text)


def test_an_amount_without_a_currency_is_in_that_of_the_place():
    assert read_money("25", local="CHF").currency == "CHF"
    assert read_money("25 francs", local="CHF").currency == "CHF"
    assert read_money("$ 25", local="CAD").currency == "CAD"
    assert read_money("25 €", local="CHF").currency == "EUR"


def test_an_amount_in_another_currency_than_the_stated_one_is_refused():
    assert read_money("25 €", "EUR").currency == "EUR"
    with pytest.raises(NotUnderstood, match="not in USD"):
        read_money("25 €", "USD")


def test_yen_have_no_decimals():
    assert read_money("2,000", "JPY").amount == 2000
    with pytest.raises(NotUnderstood, match="have none"):
        read_money("20,50", "JPY")


def test_dinars_with_three_decimals_are_not_guessed():
    assert read_money("12.5", "TND").amount == Decimal("12.50")
    with pytest.raises(NotUnderstood, match=r"12,500 or 12\.5"):
        read_money("12,500", "TND")


@given(amounts, st.sampled_from(LOCALES))
def test_an_amount_is_read_as_each_language_writes_it(amount, locale):
    assert read_money(format_decimal(amount, "#,##0.00", locale=locale)).amount == amount


@given(amounts, st.sampled_from(LOCALES), st.sampled_from(("EUR", "USD", "GBP", "CHF", "IDR", "CAD")))
def test_an_amount_with_its_currency_is_read_as_each_language_writes_it(amount, locale, currency):
    money = read_money(format_currency(amount, currency, locale=locale), local=currency)
    assert (money.amount, money.currency) == (amount, currency)


@given(st.integers(0, 99_999_999), st.sampled_from(LOCALES))
def test_an_amount_without_decimals_is_read_as_each_language_writes_it(amount, locale):
    assert read_money(format_currency(amount, "JPY", locale=locale), local="JPY").amount == amount
    assert read_money(format_decimal(amount, locale=locale)).amount == amount


@given(st.text(alphabet="0123456789.,' €-\u202f", max_size=12))
def test_no_reading_drops_or_adds_a_digit(text):
    try:
        amount = read_money(text).amount
    except NotUnderstood:
        return
    typed = "".join(filter(str.isdigit, text))
    assert str(amount).replace(".", "").strip("0") == typed.strip("0")


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    for read in (read_money, read_number):
        try:
            read(text)
        except NotUnderstood:
            continue


@pytest.mark.parametrize(
    ("text", "number"),
    [("120", "120"), ("12,5", "12.5"), ("50.6337", "50.6337"), ("1 250", "1250"), ("1.250,5", "1250.5"),
     ("-3,5", "-3.5"), ("−3.5", "-3.5"), ("12.0", "12"), ("0.125", "0.125")],
)  # fmt: skip
def test_numbers(text, number):
    assert read_number(text) == Decimal(number)


def test_one_separator_before_three_digits_is_decided_by_the_column():
    assert read_number("1,200", decimal=".") == 1200
    assert read_number("1,200", decimal=",") == Decimal("1.2")
    with pytest.raises(NotUnderstood, match=r"1,200 or 1\.2"):
        read_number("1,200")


def test_one_separator_before_three_digits_is_decided_by_what_is_possible():
    assert read_number("50,633", most=90) == Decimal("50.633")
    with pytest.raises(NotUnderstood, match="out of range"):
        read_number("506.402.000", most=90)


@pytest.mark.parametrize(
    ("column", "separator"),
    [
        (["1,200", "12.5"], "."),
        (["1.200", "12,5"], ","),
        (["1,200,000", "1,200"], "."),
        (["1,200", "12"], ""),
        (["12,5", "12.5"], ""),
        (["1 250", "n/a", ""], ""),
    ],
)
def test_a_column_shows_its_decimal_separator(column, separator):
    assert decimal_separator(column) == separator


def test_any_number_that_is_read_can_be_shown():
    number = read_number("9" * 60)
    assert format_number(number).replace(",", "") == "9" * 60
    assert format_number(-number / 7).startswith("-142,857,142")


def test_currencies_exist():
    assert {"EUR", "HRK", "IDR"} <= currencies()
    assert not {"XYZ", "XXX", "XXQ", "FRF", "XAU", "BTC"} & currencies()
    assert [currency_named(name) for name in ("€", "Euro", "eur", " US dollars ")] == ["EUR"] * 3 + ["USD"]
    with pytest.raises(NotUnderstood, match="unknown currency: XYZ"):
        currency_named("XYZ")
