"""Managers type amounts with a decimal comma, in a browser of either language."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from spaces.pricing.models import Plan
from tests.browser.sessions import sign_in
from tests.factories import make_manager, make_plan, make_space


@pytest.fixture
def mill(transactional_db):
    space = make_space("The Mill", slug="the-mill")
    make_plan(space, Decimal("20.00"), as_of="2026")
    make_manager(space, email="olga@example.org")
    return space


@pytest.mark.parametrize(("language", "thousands"), [("en", "2,450.00"), ("fr", "450,00")])
def test_a_decimal_comma_typed_by_a_manager(page, live_server, mill, language, thousands):
    sign_in(page, "olga@example.org")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.goto(f"/manage/spaces/space/{mill.pk}/change/")
    expect(page.locator("html")).to_have_attribute("lang", language)
    amount = page.locator("#id_plans-0-amount")
    amount.fill("")
    amount.press_sequentially("24,50")
    expect(amount).to_have_value("24,50")
    page.locator("input[name=_save]").click()
    page.locator(".messagelist").first.wait_for()
    assert Plan.objects.get(is_current=True).amount == Decimal("24.50")

    page.goto(f"/manage/spaces/space/{mill.pk}/change/")
    page.locator("#id_plans-0-amount").fill("2.450")
    page.locator("input[name=_save]").click()
    page.locator(".errorlist").get_by_text(thousands).wait_for()
    assert Plan.objects.get(is_current=True).amount == Decimal("24.50")
    page.locator("input[name=_save]").click()
    page.locator(".messagelist").first.wait_for()
    assert Plan.objects.get(is_current=True).amount == 2450
