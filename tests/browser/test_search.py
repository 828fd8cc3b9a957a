"""A visitor finds a place to work: with the mouse, with the keyboard, and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import make_city, make_plan, make_space


@pytest.fixture
def liege():
    city = make_city(names=("Luik",))
    lantern = make_space("Lantern", city=city, amenities=("wifi", "coffee"), opening_hours="24/7")
    make_plan(lantern, "18")
    make_space("Old Mill", city=city, kind="library")
    return city


def test_three_clicks_without_scripts(liege, plain_page):
    page = plain_page
    page.goto("/en/")
    page.get_by_role("main").get_by_role("searchbox").fill("luik")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile("/en/be/liege/"))
    page.get_by_role("link", name="Lantern", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lantern")
    expect(page.get_by_text("Open, day and night").first).to_be_visible()


def test_filters_without_scripts(liege, plain_page):
    plain_page.goto("/en/be/liege/")
    plain_page.locator("summary", has_text="Amenities").click()
    plain_page.get_by_role("checkbox", name="wifi 1 yes").check()
    plain_page.locator("#pop-amenity").get_by_role("button", name="Show").click()
    expect(plain_page.get_by_role("heading", name="Old Mill")).to_have_count(0)
    plain_page.get_by_role("link", name="Remove: wifi").click()
    expect(plain_page.get_by_role("heading", name="Old Mill")).to_have_count(1)


def test_suggestions_by_keyboard(liege, page):
    page.goto("/en/")
    box = page.get_by_role("main").get_by_role("combobox")
    box.fill("lui")  # at once, or an answer to "lu" could be chosen and then replaced
    option = page.get_by_role("option", name="Liège, Belgium")
    expect(option).to_be_visible()
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(page).to_have_url(re.compile("/en/be/liege/"))


def test_sources_open_by_keyboard_on_a_phone(liege, phone):
    phone.goto("/en/be/liege/")
    phone.get_by_role("link", name="Lantern", exact=True).first.click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Lantern")
    phone.locator(".provenance > summary").first.press("Enter")
    expect(phone.locator(".provenance[open]").first).to_contain_text("a price list")
