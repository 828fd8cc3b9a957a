"""Layout of pages in a browser: none is wider than the screen, and scripts are not needed."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories import make_plan, make_space, make_statement

WIDTHS = (320, 390, 1280)
ADDRESSES = (
    "/en/",
    "/fr/",
    "/en/spaces/",
    "/fr/be/",
    "/en/be/liege/",
    "/fr/spaces/relab/",
    "/en/about/",
)


@pytest.fixture
def relab(gazetteer):
    """A space with much to show, and another beside it."""
    space = make_space(
        "Relab, the laboratory of a rather long and winding name",
        slug="relab",
        city=gazetteer["liege"],
        amenities=("wifi", "coffee", "meeting_rooms", "access_24_7"),
        opening_hours="Mo-Fr 08:30-18:00; PH off",
        website="https://example.org/a-rather-long-address-that-has-no-place-to-break",
        former_names=("Laboratory",),
    )
    make_statement(space, {"name": space.name, "website": space.website})
    make_plan(space, "18")
    make_plan(space, "180", "month", as_of="2024-01")
    make_plan(
        space,
        "45.50",
        "pass",
        as_of="2024-09-14",
        quantity=10,
        label="A pass for ten days of one's own choice",
    )
    make_space("Beside it", city=gazetteer["liege"], latitude=50.634, longitude=5.568)
    return space


def wider_than_screen(page: Page) -> int:
    """By how many pixels the page can be scrolled sideways, once its styles have come.

    A heading is visible before the style sheets are there: a page asked for by a click has to be waited for.
    """
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def too_wide(page: Page, *addresses: str) -> dict[tuple[str, int], int]:
    """By how many pixels these pages are wider than the screen, for each width at which they are."""
    found = {}
    for address in addresses:
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            found[address, width] = wider_than_screen(page)
    return {key: pixels for key, pixels in found.items() if pixels}


def test_no_page_is_wider_than_the_screen(page, relab):
    assert too_wide(page, *ADDRESSES) == {}


def test_who_says_so_opens_within_the_screen(page, relab):
    """The notes of a section, of single prices, and of the page."""
    page.goto("/fr/spaces/relab/")
    marks = page.locator(".said")
    assert marks.count() > 3
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for mark in marks.all():
            mark.locator("summary").press("Enter")
            box = mark.locator("summary + span").bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert wider_than_screen(page) == 0
            mark.locator("summary").press("Enter")


def test_a_visitor_finds_a_space_without_scripts(plain_page, relab):
    plain_page.goto("/en/")
    plain_page.get_by_role("searchbox").first.fill("Luik")
    plain_page.keyboard.press("Enter")
    expect(plain_page).to_have_url("/en/be/liege/")
    plain_page.get_by_role("link", name="Relab").first.click()
    expect(plain_page.get_by_role("heading", level=1)).to_contain_text("Relab")
