"""The map below the fields of a position: it shows what is typed, and a click fills the fields."""

import pytest
from playwright.sync_api import expect

from spaces.contributions.models import Proposal
from spaces.directory.models import Space
from spaces.managers.models import SuggestedEdit
from tests.browser.sessions import sign_in
from tests.factories import make_city, make_manager, make_member, make_space, make_staff

HERE = (50.83253, 4.38951)
NEARER_THAN = 0.05  # degrees: within the map of a town


@pytest.fixture
def mill(transactional_db):
    city = make_city("Etterbeek", latitude=50.83, longitude=4.39)
    space = make_space("The Mill", slug="the-mill", city=city, latitude=HERE[0], longitude=HERE[1])
    make_manager(space, email="olga@example.org")
    return space


def position_map(page):
    """The map, after it was scrolled into view and drawn."""
    shown = page.locator(".position-map .map-live")
    shown.scroll_into_view_if_needed()
    page.locator(".position-map .leaflet-control-zoom").wait_for()
    return shown


def click_beside_the_middle(page):
    shown = position_map(page)
    size = shown.bounding_box()
    shown.click(position={"x": size["width"] / 2 + 60, "y": size["height"] / 2 - 40})


def mark(page):
    """Where on the screen the middle of the mark is; None where there is no mark."""
    found = page.locator(".position-mark")
    if not found.count():
        return None
    box = found.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def read(text):
    latitude, longitude = text.split(", ")
    return float(latitude), float(longitude)


def is_near(position, other=HERE):
    return all(abs(one - two) < NEARER_THAN for one, two in zip(position, other, strict=True))


def change_form(page, live_server, space, language):
    sign_in(page, "olga@example.org")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.goto(f"/manage/spaces/space/{space.pk}/change/")


def test_a_click_on_the_map_of_a_suggestion_is_its_position(page, mill):
    make_member("Marie", email="marie@example.org")
    sign_in(page, "marie@example.org")
    page.goto("/en/suggest-a-space/?in=be/etterbeek")
    page.get_by_label("Name", exact=True).fill("Annex")
    page.get_by_role("button", name="Go on").click()
    position_map(page)
    assert mark(page) is None
    click_beside_the_middle(page)
    filled = page.get_by_label("Position").input_value()
    assert is_near(read(filled), (50.83, 4.39))
    assert mark(page)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("How do you know it?").fill("I work there.")
    page.get_by_role("button", name="Send it").click()
    page.get_by_text("A moderator will look").wait_for()
    facts = Proposal.objects.get().facts
    assert (facts["latitude"], facts["longitude"]) == read(filled)


def test_the_map_of_a_suggestion_shows_the_city_that_was_typed(page, mill):
    make_member("Marie", email="marie@example.org")
    sign_in(page, "marie@example.org")
    page.goto("/en/suggest-a-space/")
    page.get_by_label("Name", exact=True).fill("Annex")
    page.get_by_label("Country", exact=True).select_option("BE")
    page.get_by_label("City or village").fill("Etterbeek")
    page.get_by_role("button", name="Go on").click()
    position_map(page)
    click_beside_the_middle(page)
    assert is_near(read(page.get_by_label("Position").input_value()), (50.83, 4.39))


@pytest.mark.parametrize(("language", "separator"), [("en", "."), ("fr", ",")])
def test_a_click_on_the_managers_map_is_saved_as_shown(page, live_server, mill, language, separator):
    change_form(page, live_server, mill, language)
    click_beside_the_middle(page)
    latitude, longitude = page.locator("#id_latitude"), page.locator("#id_longitude")
    shown = [field.input_value() for field in (latitude, longitude)]
    assert all(separator in text for text in shown)
    page.locator("input[name=_save]").click()
    page.locator(".messagelist").first.wait_for()
    mill.refresh_from_db()
    assert [mill.latitude, mill.longitude] == [float(text.replace(",", ".")) for text in shown]
    assert (mill.latitude, mill.longitude) != HERE
    assert is_near((mill.latitude, mill.longitude))


def test_typing_moves_the_mark(page, live_server, mill):
    change_form(page, live_server, mill, "fr")
    position_map(page)
    before = mark(page)
    page.locator("#id_longitude").fill("4,39051")
    after = mark(page)
    assert after[0] > before[0] + 10
    assert after[1] == pytest.approx(before[1], abs=1)
    page.locator("#id_longitude").fill("4,39051 x")
    assert mark(page) is None


def test_dragging_the_mark_fills_the_fields(page, live_server, mill):
    change_form(page, live_server, mill, "en")
    position_map(page)
    x, y = mark(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=4)
    page.mouse.up()
    assert float(page.locator("#id_longitude").input_value()) > HERE[1]
    assert float(page.locator("#id_latitude").input_value()) == pytest.approx(HERE[0], abs=0.0002)


def test_an_offered_position_is_shown_when_it_is_chosen(page, mill):
    make_member("Marie", email="marie@example.org")
    sign_in(page, "marie@example.org")
    page.goto("/en/spaces/the-mill/report/")
    page.get_by_text("Write latitude and longitude").click()
    page.get_by_label("Position").fill("4.3961, 50.8381")
    page.get_by_role("button", name="Send it").click()
    page.get_by_label("were swapped").check()
    shown = position_map(page).bounding_box()
    x, y = mark(page)
    assert shown["x"] < x < shown["x"] + shown["width"]
    assert shown["y"] < y < shown["y"] + shown["height"]
    page.get_by_role("button", name="Send it").click()
    page.get_by_text("waits for somebody to check it").wait_for()
    assert SuggestedEdit.objects.get().value == [50.8381, 4.3961]


def test_the_map_keeps_no_keyboard_focus(page, live_server, mill):
    change_form(page, live_server, mill, "en")
    position_map(page)
    page.locator("#id_longitude").focus()
    stops = []
    for _ in range(6):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.closest('.position-map') ? 'map' : 'form'"))
    assert stops[-1] == "form"
    page.locator("#id_latitude").focus()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.id") == "id_latitude"


def test_without_tiles_the_map_shows_cities_and_can_be_clicked(page, live_server, mill, settings):
    settings.MAP_TILE_URL = ""
    change_form(page, live_server, mill, "en")
    position_map(page)
    expect(page.locator(".position-map use.map-ground")).to_have_count(1)
    click_beside_the_middle(page)
    assert float(page.locator("#id_longitude").input_value()) > HERE[1]


def test_the_staffs_form_has_the_map(page, mill):
    sign_in(page, make_staff().email)
    page.goto(f"/admin/spaces/space/{mill.pk}/change/")
    click_beside_the_middle(page)
    shown = page.locator("#id_longitude").input_value()
    page.locator("input[name=_save]").click()
    page.locator(".messagelist").first.wait_for()
    assert Space.objects.get(pk=mill.pk).longitude == float(shown)


def test_without_scripts_the_fields_remain(plain_page, mill):
    make_member("Marie", email="marie@example.org")
    sign_in(plain_page, "marie@example.org")
    plain_page.goto("/en/suggest-a-space/?in=be/etterbeek&name=Annex")
    plain_page.get_by_role("button", name="Go on").click()
    plain_page.get_by_text("Write latitude and longitude").click()
    expect(plain_page.get_by_label("Position")).to_be_visible()
    expect(plain_page.locator(".position-map")).to_have_count(0)
