"""Pages of managers on a phone: typing opening hours, adding photos, and the layout."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from spaces.photos.models import Photo
from tests.browser.sessions import sign_in
from tests.factories import make_manager, make_plan, make_space, make_statement


@pytest.fixture
def mill(transactional_db):
    space = make_space(name="The Mill", slug="the-mill", phone="+32 4 1")
    make_statement(space, {"phone": space.phone}, as_of="2015")
    make_plan(space, as_of="2015")
    make_manager(space, email="olga@example.org")
    return space


def picture(colour):
    out = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(out, "JPEG")
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def type_hours(page):
    """Enter hours for weekdays, Saturday and holidays; the page shows a preview before they are saved."""
    page.goto("/en/spaces/the-mill/keep/")
    page.get_by_role("link", name="Hours").click()
    page.get_by_label("From").fill("08:30")
    page.get_by_label("To", exact=True).fill("18:00")
    page.get_by_role("button", name="Add these times").click()
    text = page.get_by_role("textbox", name="The hours as text")
    expect(text).to_have_value("Mo-Fr 08:30-18:00")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
        page.get_by_label(day).uncheck()
    page.get_by_label("public holidays").check()
    page.get_by_role("button", name="Closed on these days").click()
    expect(text).to_have_value("Mo-Fr 08:30-18:00; PH off")
    expect(page.get_by_text("not kept yet")).to_be_visible()
    expect(page.locator("#hours-week path.week-span")).to_have_count(5)
    expect_to_hear_typing(page)
    return text


def expect_to_hear_typing(page):
    """Wait until htmx has settled the form that it just put into the page."""
    expect(page.locator(".htmx-added, .htmx-swapping, .htmx-settling")).to_have_count(0)


def test_hours_are_typed_once_for_several_days(phone, mill):
    sign_in(phone, "olga@example.org")
    text = type_hours(phone)
    text.fill("24/7")
    phone.get_by_text("Open, day and night").wait_for()
    expect_to_hear_typing(phone)
    expect(text).to_have_value("24/7")
    text.fill("Mo-Sa 08:30-18:00; PH off")
    expect(phone.locator("#hours-week path.week-span")).to_have_count(6)
    phone.get_by_role("button", name="Keep these hours").click()
    phone.get_by_text("The hours are kept").wait_for()
    mill.refresh_from_db()
    assert mill.opening_hours == "Mo-Sa 08:30-18:00; PH off"


def test_input_before_scripts_have_loaded_is_not_lost(phone, mill):
    """htmx is fetched when a form is first touched."""
    waiting = []
    phone.route("**/htmx-2.min.js", lambda route: waiting.append(route))
    sign_in(phone, "olga@example.org")
    phone.goto("/en/spaces/the-mill/keep/hours/")
    with phone.expect_request("**/htmx-2.min.js"):
        phone.get_by_role("textbox", name="The hours as text").fill("24/7")
    assert phone.get_by_text("Open, day and night").count() == 0
    waiting.pop().continue_()
    phone.get_by_text("Open, day and night").wait_for()


def test_hours_are_typed_without_scripts_too(plain_page, mill):
    sign_in(plain_page, "olga@example.org")
    page = plain_page
    page.goto("/en/spaces/the-mill/keep/hours/")
    page.get_by_label("From").fill("08:30")
    page.get_by_label("To", exact=True).fill("18:00")
    page.get_by_role("button", name="Add these times").click()
    text = page.get_by_role("textbox", name="The hours as text")
    expect(text).to_have_value("Mo-Fr 08:30-18:00")
    text.fill("Mo-Sa 08:30-18:00; PH off")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#hours-week path.week-span")).to_have_count(6)
    expect(text).to_have_value("Mo-Sa 08:30-18:00; PH off")
    expect(page.get_by_text("not kept yet")).to_be_visible()
    page.get_by_role("button", name="Keep these hours").click()
    page.get_by_text("The hours are kept").wait_for()
    mill.refresh_from_db()
    assert mill.opening_hours == "Mo-Sa 08:30-18:00; PH off"


def test_photos_are_added_described_and_put_in_order(phone, mill):
    sign_in(phone, "olga@example.org")
    for colour in ("teal", "olive"):
        phone.goto("/en/spaces/the-mill/keep/photos/")
        form = phone.locator("section", has=phone.get_by_role("heading", name="Add a photo"))
        form.get_by_label("Photo", exact=True).set_input_files(picture(colour))
        form.get_by_label("What it shows").fill(f"Desks in {colour}")
        form.get_by_role("button", name="Add it").click()
        phone.get_by_text("The photo is on the page.").wait_for()
    phone.get_by_role("button", name=re.compile("Earlier.*olive")).click()
    phone.get_by_text("Kept.", exact=True).wait_for()
    assert list(Photo.objects.values_list("alt", flat=True)) == ["Desks in olive", "Desks in teal"]
    phone.get_by_role("button", name=re.compile("Remove.*teal")).click()
    phone.get_by_text("The photo is removed.").wait_for()
    phone.goto("/en/spaces/the-mill/")
    expect(phone.get_by_alt_text("Desks in olive")).to_have_count(1)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_pages_of_managers_fit_a_phone_screen(phone, mill, colours):
    phone.emulate_media(color_scheme=colours)
    sign_in(phone, "olga@example.org")
    keep = "/en/spaces/the-mill/keep/"
    pages = ("", "hours/", "photos/")
    for path in (*(keep + page for page in pages), "/manage/", "/manage/spaces/space/"):
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, path
    phone.goto(f"/manage/spaces/space/{mill.pk}/change/")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    background = phone.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == ("rgb(255, 253, 248)" if colours == "light" else "rgb(23, 21, 17)")
