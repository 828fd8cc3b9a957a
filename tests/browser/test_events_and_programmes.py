"""Pages of events and programmes in a browser, and a manager’s event from the form to the calendar."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from spaces.managers.models import Level, Role
from tests.browser.sessions import sign_in
from tests.browser.test_layout import too_wide
from tests.factories import (
    make_award,
    make_call,
    make_event,
    make_gathering,
    make_label,
    make_member,
    make_programme,
    make_source,
    make_space,
)

LONG = "A programme of a rather long and winding name for places of work in towns and villages"
ADDRESSES = (
    "/en/programmes/",
    "/fr/programmes/long/",
    "/en/calls/",
    "/fr/events/?past=1",
    "/en/events/fair/",
    "/en/spaces/mill/",
    "/fr/be/liege/",
    "/en/spaces/?label=good-place",
)


@pytest.fixture
def mill(gazetteer):
    """A space with a history, and with events and awards about which sources disagree."""
    space = make_space("The Mill", slug="mill", city=gazetteer["liege"])
    programme = make_programme(LONG, slug="long", region="Wallonia", funder="The region of " + LONG)
    call = make_call(programme, "2011", "2011-09-09", cap_per_year=100_000, years=3, currency="EUR")
    blog = make_source("a-blog-with-a-rather-long-address-that-has-no-place-to-break.example.org")
    make_call(programme, "2011", same_as=call, source=blog, grant_max=150_000, currency="EUR")
    award = make_award(programme, space, "1234567.50", label=make_label(programme), starts="2012")
    make_award(programme, space, "50000", same_as=award, source=blog)
    make_gathering("Fair of all places", "2012-05-17", end="2012-07-31", slug="fair", space=space)
    make_event(space, "moved", "2016", other=make_space("New Mill", city=gazetteer["liege"]), source=blog)
    return space


def test_no_page_is_wider_than_the_screen(page, mill):
    assert too_wide(page, *ADDRESSES) == {}


def test_manager_adds_an_event_and_a_visitor_downloads_its_calendar(page, mill):
    member = make_member("Olga", email="olga@example.org")
    Role.objects.create(space=mill, member=member, level=Level.OWNER)
    sign_in(page, "olga@example.org")
    page.goto("/manage/spaces/event/add/")
    page.get_by_label("Title").fill("Open day")
    page.get_by_label("Space", exact=False).first.select_option(label="The Mill")
    page.get_by_label("First day").fill((dt.date.today() + dt.timedelta(days=30)).isoformat())
    page.get_by_label("Begins at").fill("09:00")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/en/be/liege/")
    page.get_by_role("link", name="Open day").click()
    expect(page.get_by_text("Europe/Brussels")).to_be_visible()
    address = page.get_by_role("link", name="Calendar file").get_attribute("href")
    calendar = page.request.get(address)
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert "SUMMARY:Open day" in calendar.text()
