"""Ticking spaces in a list, comparing them, and keeping them: with scripts, without, and on a telephone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_layout import wider_than_screen
from tests.factories import make_city, make_member, make_plan, make_space

PASSWORD = "a-long-pass-phrase"


@pytest.fixture
def spaces(transactional_db):
    """Six spaces of one city, dearer one by one."""
    city = make_city()
    made = []
    for number in range(6):
        space = make_space(f"Table {number}", slug=f"table-{number}", city=city, opening_hours="24/7")
        make_plan(space, str(10 + number))
        made.append(space)
    return made


@pytest.fixture(params=["page", "plain_page"], ids=["with scripts", "without scripts"])
def any_page(request, spaces):
    return request.getfixturevalue(request.param)


def tick(page, *numbers):
    for number in numbers:
        page.get_by_role("checkbox", name=f"Compare Table {number}").check()


def expect_heads(page, *names):
    """Wait until these spaces, and no others, are compared."""
    expect(page.locator("table.compare thead a[href*='/spaces/']")).to_have_text(names)


def test_tick_and_compare(any_page):
    page = any_page
    page.goto("/en/be/liege/")
    tick(page, 0, 2)
    page.get_by_role("button", name="Compare spaces").click()
    expect(page).to_have_url(re.compile(r"/en/compare/\?space=table-0&space=table-2"))
    expect_heads(page, "Table 0", "Table 2")
    page.get_by_role("link", name="Remove Table 0").click()
    expect_heads(page, "Table 2")
    page.get_by_role("link", name="Table 5").click()
    expect_heads(page, "Table 2", "Table 5")


def test_rank_by_usage_and_take_it_along_into_the_comparison(any_page):
    page = any_page
    page.goto("/en/be/liege/")
    page.locator("summary", has_text="Price").click()
    page.get_by_label("Days a month").fill("6")
    page.get_by_label("Days a month").press("Enter")
    expect(page).to_have_url(re.compile("days=6"))
    expect(page.locator(".card").first).to_contain_text("€60")
    tick(page, 0, 1)
    page.get_by_role("button", name="Compare spaces").click()
    expect(page.get_by_role("row", name=re.compile("My usage"))).to_contain_text("€60")


def test_a_space_is_compared_from_its_own_page(any_page):
    any_page.goto("/en/spaces/table-3/")
    any_page.get_by_role("button", name="Compare").click()
    expect_heads(any_page, "Table 3")


def test_scripts_remember_and_stop_at_four(spaces, page):
    page.goto("/en/be/liege/")
    tick(page, 0, 1, 2, 3)
    expect(page.get_by_role("checkbox", name="Compare Table 4")).to_be_disabled()
    page.goto("/en/be/liege/?sort=name")
    expect(page.get_by_role("checkbox", name="Compare Table 1")).to_be_checked()
    expect(page.locator(".tray")).to_contain_text("4 of 4 chosen")
    expect(page.locator(".tray li")).to_have_text(["Table 0", "Table 1", "Table 2", "Table 3"])
    page.goto("/en/spaces/table-5/")
    page.get_by_role("button", name="Compare").click()
    expect_heads(page, "Table 5", "Table 0", "Table 1", "Table 2")


def test_four_fit_a_telephone_under_a_column_that_stays(spaces, phone):
    phone.goto("/en/compare/?space=table-0&space=table-1&space=table-2&space=table-3&days=6")
    assert wider_than_screen(phone) == 0
    label = phone.get_by_role("rowheader", name="Now", exact=True)
    phone.locator(".compare-box").evaluate("box => { box.scrollLeft = 400; }")
    expect(phone.get_by_role("link", name="Table 3", exact=True)).to_be_in_viewport()
    assert label.bounding_box()["x"] >= 0
    assert label.bounding_box()["x"] < 40


def test_members_keep_favourites_from_cards(any_page):
    page = any_page
    make_member("Marie", PASSWORD, "marie@example.org")
    page.goto("/en/account/login/?next=/en/be/liege/%3Fsort=name")
    page.get_by_label("E-mail").fill("marie@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    for number in (1, 2):
        page.get_by_role("button", name=f"Save Table {number}").click()
        expect(page.get_by_role("button", name=f"Saved Table {number}", exact=True)).to_be_visible()
        expect(page).to_have_url(re.compile(r"/en/be/liege/\?sort=name"))
    page.goto("/en/account/favourites/")
    expect(page.locator(".card h3")).to_have_text(["Table 2", "Table 1"])
    page.get_by_role("button", name="Saved Table 1", exact=True).click()
    expect(page.get_by_role("button", name="Saved Table 1", exact=True)).to_have_count(0)
    page.goto("/en/account/favourites/")
    expect(page.locator(".card h3")).to_have_text(["Table 2"])
