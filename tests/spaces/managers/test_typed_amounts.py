"""Amounts are read as managers type them, and shown before they count."""

from decimal import Decimal

import pytest

from spaces.pricing.models import Plan
from tests.factories import make_plan
from tests.pages import page
from tests.spaces.managers.test_editing import form

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def price(mill, amount, old=None, **fields):
    """What the form sends with one price: of a day, or in place of `old`."""
    data = {
        "plans-TOTAL_FORMS": 1, "plans-INITIAL_FORMS": 1 if old else 0, "plans-0-id": old.pk if old else "",
        "plans-0-space": mill.pk, "plans-0-what": "hot_desk", "plans-0-unit": "day", "plans-0-quantity": "1",
        "plans-0-amount": amount, "plans-0-currency": "EUR", "plans-0-tax_included": "unknown",
    }  # fmt: skip
    return form(mill, **data) | fields


def save(client, mill, data, language="en"):
    url = f"/manage/spaces/space/{mill.pk}/change/"
    return client.post(url, data, headers={"accept-language": language}, follow=True)


def saved():
    plan = Plan.objects.filter(is_current=True).first()
    return plan and (plan.amount, plan.currency)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("typed", ["24,50", "24.50", "24,5", "24,50 €"])
def test_a_decimal_comma_is_no_thousands_separator(client, mill, owner, language, typed):
    save(client, mill, price(mill, typed), language)
    assert saved() == (Decimal("24.50"), "EUR")


def test_the_saved_amount_is_shown_as_it_was_understood(client, mill, owner):
    shown = page(save(client, mill, price(mill, "24,50")))
    assert "€24.50" in shown.one("ul.messagelist").text


@pytest.mark.parametrize("typed", ["1,250", "1.250", "1 250", "1.250,00", "1'250"])
def test_thousands_are_shown_before_they_count(client, mill, owner, typed):
    shown = page(save(client, mill, price(mill, typed)))
    assert "Understood as €1,250.00" in shown.one("ul.errorlist").text
    assert saved() is None
    sent = shown.one("form#space_form").form_data()
    assert sent["plans-0-amount"] == [typed]
    save(client, mill, sent)
    assert saved() == (1250, "EUR")


def test_a_confirmed_reading_counts_for_that_amount_only(client, mill, owner):
    sent = page(save(client, mill, price(mill, "1,250"))).one("form#space_form").form_data()
    shown = page(save(client, mill, sent | {"plans-0-amount": "1,520"}))
    assert "Understood as €1,520.00" in shown.one("ul.errorlist").text
    assert saved() is None


@pytest.mark.parametrize("typed", ["2450", "2,4"])
def test_ten_times_as_much_or_as_little_as_before_is_asked_about(client, mill, owner, typed):
    old = make_plan(mill, Decimal("24.50"), as_of="2026")
    shown = page(save(client, mill, price(mill, typed, old)))
    assert "it was €24.50" in shown.one("ul.errorlist").text
    assert saved() == (Decimal("24.50"), "EUR")
    save(client, mill, shown.one("form#space_form").form_data())
    assert saved() == (Decimal(typed.replace(",", ".")), "EUR")


def test_a_minimum_stays_a_minimum(client, mill, owner):
    save(client, mill, price(mill, "from 15"))
    assert Plan.objects.get().is_from


def test_without_a_currency_it_is_the_country_s(client, mill, owner):
    save(client, mill, price(mill, "15", **{"plans-0-currency": ""}))
    assert saved() == (15, "EUR")


def test_the_currency_of_the_amount_counts_where_none_is_stated(client, mill, owner):
    save(client, mill, price(mill, "15 CHF", **{"plans-0-currency": ""}))
    assert saved() == (15, "CHF")


@pytest.mark.parametrize("currency", ["XYZ", "XXX", "EU", "FRF"])
def test_a_currency_that_does_not_exist_is_refused(client, mill, owner, currency):
    shown = page(save(client, mill, price(mill, "15", **{"plans-0-currency": currency})))
    assert "There is no currency" in shown.one("ul.errorlist").text
    assert saved() is None


def test_what_is_not_understood_comes_back_with_a_sentence(client, mill, owner):
    shown = page(save(client, mill, price(mill, "15-20")))
    assert "“15-20” is not understood as an amount" in shown.one("ul.errorlist").text
    assert shown.one("#id_plans-0-amount")["value"] == "15-20"


def test_a_form_shows_amounts_with_the_separator_of_the_language(client, mill, owner):
    make_plan(mill, Decimal("24.50"))
    url = f"/manage/spaces/space/{mill.pk}/change/"
    for language, shown in [("en", "24.50"), ("fr", "24,50")]:
        fields = page(client.get(url, headers={"accept-language": language}))
        assert fields.one("#id_plans-0-amount")["value"] == shown
        assert fields.one("#id_plans-0-amount")["inputmode"] == "decimal"


def test_what_the_form_showed_is_unchanged_in_every_language(client, mill, owner):
    old = make_plan(mill, Decimal("24.50"), as_of="2019")
    url = f"/manage/spaces/space/{mill.pk}/change/"
    sent = page(client.get(url, headers={"accept-language": "fr"})).one("form#space_form").form_data()
    save(client, mill, sent, "fr")
    assert Plan.objects.get() == old


def test_counts_of_thousands_are_shown_before_they_count(client, mill, owner):
    shown = page(save(client, mill, form(mill, desks="1.200")))
    assert "Understood as 1,200" in shown.one("ul.errorlist").text
    save(client, mill, shown.one("form#space_form").form_data())
    mill.refresh_from_db()
    assert mill.desks == 1200
