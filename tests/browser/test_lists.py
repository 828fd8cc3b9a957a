"""A list keeps the reader's place while its filters change, and points at its map, which points back."""

import re

import pytest
from django.templatetags.static import static
from playwright.sync_api import expect

from spaces.directory.city_counts import refresh_city_counts
from tests.factories import make_city, make_plan, make_space

LIST = "/en/be/liege/"


@pytest.fixture
def liege(transactional_db):
    """Three places far apart, four beside one another, and one whose position is not known."""
    city = make_city()
    for number, name in enumerate(("Lantern", "Old Mill", "Attic")):
        make_plan(
            make_space(
                name,
                slug=name.lower().replace(" ", "-"),
                city=city,
                amenities=("wifi",) if number < 2 else (),
                kind="library" if name == "Old Mill" else "cafe",
                opening_hours="24/7",
                latitude=50.60 + number * 0.03,
                longitude=5.50 + number * 0.05,
            )
        )
    for number in range(4):
        make_space(
            f"Desk {number}", city=city, latitude=50.70 + number * 1e-4, longitude=5.70, amenities=("wifi",)
        )
    make_space("Nowhere", city=city, latitude=None, longitude=None)
    refresh_city_counts([city.pk])
    return city


@pytest.fixture
def tiles(settings, live_server):
    """Tiles that come: from this site, as Chromium finds no other."""
    settings.MAP_TILE_URL = f"{live_server.url}{static('img/mark.svg')}?{{z}}-{{x}}-{{y}}"


def tally(page):
    return page.locator(".tally [role=status]")


def active(page) -> str:
    """The element that has the focus, by its id or its value."""
    return page.evaluate(
        "document.activeElement.id || document.activeElement.value || document.activeElement.tagName"
    )


def test_a_filter_keeps_focus_open_group_and_typed_text_and_announces_the_count(liege, page):
    page.goto(LIST)
    status = tally(page).element_handle()
    page.locator("#head-q").fill("half a wo")
    page.locator("#pop-amenity > summary").focus()
    page.keyboard.press("Enter")
    wifi = page.locator("input[value=wifi]")
    wifi.focus()
    page.keyboard.press("Space")
    expect(tally(page)).to_have_text("6 of 8 places match")
    expect(page).to_have_url(re.compile(r"/en/be/liege/\?.*amenity=wifi"))
    assert active(page) == "wifi"
    expect(wifi).to_be_visible()
    assert status.evaluate("one => one.isConnected")
    expect(page.locator("#head-q")).to_have_value("half a wo")
    expect(page.locator(".filters [name=kind][value=library] + .num")).to_have_text("1")


def test_what_is_typed_while_the_list_is_awaited_stays(liege, page):
    page.goto(LIST)
    page.evaluate("""() => {
        const own = window.fetch;
        window.fetch = (...args) => new Promise(go => setTimeout(go, 700)).then(() => own(...args));
    }""")
    page.locator("#pop-more > summary").click()
    page.get_by_label("Include closed places").click()
    page.locator("#f-q").fill("half a wo")
    expect(page.locator(".chips a")).to_have_count(2)
    expect(page.locator("#f-q")).to_have_value("half a wo")
    expect(page.locator("#f-q")).to_be_focused()


def test_back_after_filtering_shows_the_list_of_its_url_with_its_form(liege, page):
    page.goto(LIST)
    page.locator("#pop-amenity > summary").click()
    page.locator("input[value=wifi]").check()
    expect(tally(page)).to_have_text("6 of 8 places match")
    page.reload()
    page.get_by_role("link", name="Lantern", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lantern")
    page.go_back()
    expect(tally(page)).to_have_text("6 of 8 places match")
    expect(page.locator("input[value=wifi]")).to_be_checked()
    page.go_back()
    expect(page).to_have_url(re.compile(f"{LIST}$"))
    expect(tally(page)).to_have_text("8 places")
    expect(page.locator("input[value=wifi]")).not_to_be_checked()
    page.go_forward()
    expect(tally(page)).to_have_text("6 of 8 places match")


def test_a_request_that_fails_says_so_and_gives_the_control_back_its_state(liege, page):
    page.goto(LIST)
    page.locator("#pop-amenity > summary").click()
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('offline')); }")
    page.locator("input[value=wifi]").click()
    expect(page.get_by_role("alert")).to_have_text("The list could not be updated. Please try again.")
    expect(page.locator("input[value=wifi]")).not_to_be_checked()
    expect(tally(page)).to_have_text("8 places")


def test_removing_a_chip_leaves_the_focus_on_the_next_one(liege, page):
    page.goto(f"{LIST}?amenity=wifi&kind=cafe&kind=library")
    expect(page.locator(".chips a")).to_have_text(["Remove: café or library", "Remove: wifi", "Clear all"])
    page.get_by_role("link", name="Remove: café or library").press("Enter")
    expect(page.locator(".chips a")).to_have_text(["Remove: wifi", "Clear all"])
    expect(page.get_by_role("link", name="Remove: wifi")).to_be_focused()


def test_cards_and_pins_point_at_each_other_and_a_pin_opens_its_card(liege, page):
    page.goto(LIST)
    card, pin = (
        page.locator("#c-lantern"),
        page.get_by_role("link", name="Lantern").and_(page.locator(".map-spot")),
    )
    card.locator("h3 a").focus()
    expect(pin).to_have_class(re.compile("is-hot"))
    pin.focus()
    expect(card).to_have_class(re.compile("is-hot"))
    page.keyboard.press("Enter")
    opened = page.get_by_role("region", name="Lantern")
    expect(opened.get_by_role("link", name="Lantern")).to_be_focused()
    expect(page).to_have_url(re.compile(f"{LIST}$"))
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    expect(pin).to_be_focused()
    page.locator("#c-desk-0, .card:has-text('Desk 0')").first.hover()
    expect(page.locator(".map-spot.is-hot")).to_have_count(1)
    expect(page.locator(".map-spot.is-hot text")).to_have_text("4")


def test_the_card_of_a_pin_on_another_page_of_the_list_comes_too(liege, page):
    for number in range(24):
        make_plan(make_space(f"Full {number}", city=liege, amenities=("wifi",), opening_hours="24/7"))
    page.goto(f"{LIST}?sort=name&page=2")
    page.locator(".map-spot").and_(page.get_by_role("link", name="Attic")).click()
    expect(page.get_by_role("region", name="Attic")).to_contain_text("Open, day and night")


@pytest.mark.parametrize("with_tiles", [False, True], ids=["drawing", "live map"])
def test_a_circle_opens_the_list_of_what_it_counts_with_the_filters(request, liege, page, with_tiles):
    if with_tiles:
        request.getfixturevalue("tiles")
    page.goto(f"{LIST}?amenity=wifi")
    circle = page.locator(".is-live .pin:not(.is-one)" if with_tiles else ".map-spot:has(text)")
    expect(circle).to_have_count(1)
    expect(page.locator(".is-live")).to_have_count(int(with_tiles))
    expect(circle).to_have_accessible_name("4 places")
    circle.press("Enter")
    expect(tally(page)).to_have_text("4 of 8 places match")
    expect(page).to_have_url(re.compile("amenity=wifi.*bounds="))
    expect(page.locator(".card h3")).to_have_text([f"Desk {number}" for number in range(4)])
    page.go_back()
    expect(tally(page)).to_have_text("6 of 8 places match")


def test_moving_the_map_offers_the_list_of_what_is_in_view(liege, tiles, page):
    page.goto(f"{LIST}?amenity=wifi")
    expect(page.locator(".is-live .pin").first).to_be_visible()
    expect(page.get_by_role("link", name="Search this area")).to_have_count(0)
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("link", name="Search this area").click()
    expect(page).to_have_url(re.compile("amenity=wifi.*bounds="))
    expect(page.get_by_role("link", name="Remove: part of the map")).to_be_visible()
    expect(page.get_by_role("link", name="Search this area")).to_have_count(0)


def test_a_phone_has_filters_map_and_list_at_its_foot(liege, phone):
    phone.goto(LIST)
    expect(phone.locator(".card h3").first).to_be_in_viewport()
    expect(phone.locator(".map-side")).to_be_hidden()
    phone.get_by_role("link", name="Filters", exact=True).tap()
    phone.locator("#pop-amenity > summary").tap()
    wifi = phone.locator("input[value=wifi]")
    wifi.tap()
    show = phone.locator(".sheet-foot button")
    expect(show).to_have_text("Show 6 places")
    expect(wifi).to_be_visible()
    expect(wifi).to_be_checked()
    show.tap()
    expect(wifi).to_be_hidden()
    expect(phone.get_by_role("link", name="Filters (1)")).to_be_focused()
    phone.get_by_role("link", name="Map", exact=True).tap()
    expect(phone.locator(".map-spot").first).to_be_in_viewport()
    expect(phone.locator("#c-lantern")).to_be_hidden()
    phone.get_by_role("link", name="List", exact=True).tap()
    expect(phone.locator(".card h3").first).to_be_visible()
    expect(phone.locator(".map-side")).to_be_hidden()


def test_a_phone_without_scripts_reaches_filters_and_map_by_links(liege, browser, live_server):
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto(LIST)
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.locator(".map-spot").first).to_be_in_viewport()
    page.get_by_role("link", name="Filters", exact=True).click()
    page.locator("#pop-amenity > summary").click()
    page.locator("input[value=wifi]").check()
    page.locator(".sheet-foot button").click()
    expect(page.locator(".tally b")).to_have_text("6")
    context.close()
