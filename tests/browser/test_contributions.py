"""A member suggests a space and reports a change; a moderator decides; with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from spaces.contributions.models import Proposal
from spaces.directory.models import Space
from spaces.duplicates.models import LikelyDuplicate
from spaces.managers.models import SuggestedEdit
from tests.browser.sessions import sign_in
from tests.factories import make_member, make_space, make_staff


@pytest.fixture
def mill(transactional_db):
    return make_space(
        "Mill coworking",
        slug="mill",
        street="Rue Haute 12",
        website="https://mill.example/",
        phone="+32 4 111 11 11",
    )


def open_queues(page):
    """Sign in as staff and open the page of what waits."""
    sign_in(page, make_staff().email)
    page.goto("/admin/")
    page.get_by_role("heading", name="What waits").wait_for()


def fill_in(page):
    """Fill in the first step."""
    page.get_by_label("Name", exact=True).fill("The Mill")
    page.get_by_label("City or village", exact=True).fill("Liège")
    page.get_by_label("Country", exact=True).select_option("BE")


def test_likely_duplicates_appear_while_typing_and_a_moderator_approves(page, mill):
    make_member("Marie", email="marie@example.org")
    sign_in(page, "marie@example.org")
    page.goto("/en/suggest-a-space/?in=be/liege")
    fill_in(page)
    likely = page.locator("#likely")
    likely.get_by_role("link", name="Mill coworking").first.wait_for()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="What do you know of it?").wait_for()
    expect(likely.get_by_role("link")).to_have_count(0)  # it was none of these
    page.get_by_label("Web site").fill("www.mill.example")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("How do you know it?").fill("I work there.")
    page.get_by_role("button", name="Send it").click()
    page.get_by_text("A moderator will look at it").wait_for()
    assert Proposal.objects.get().facts["website"] == "https://www.mill.example"

    open_queues(page)
    page.get_by_role("link", name="1 Suggested spaces").click()
    page.get_by_role("button", name="Make its page").click()
    page.get_by_text("has a page now").wait_for()
    assert Space.objects.filter(slug="the-mill").exists()


def test_form_keeps_its_input_without_scripts(plain_page, mill):
    make_member("Marie", email="marie@example.org")
    sign_in(plain_page, "marie@example.org")
    plain_page.goto("/en/suggest-a-space/")
    fill_in(plain_page)
    plain_page.get_by_role("button", name="Go on").click()
    plain_page.get_by_text("Is it one of these?").wait_for()
    plain_page.get_by_role("button", name="It is none of these: go on").click()
    plain_page.get_by_label("Telephone").fill("04 222 22 22")
    plain_page.get_by_role("button", name="Go on").click()
    plain_page.get_by_role("button", name="Send it").click()  # without a word of how
    expect(plain_page).to_have_title(re.compile("^Error: "))
    expect(plain_page.locator(".error-summary")).to_be_focused()
    plain_page.get_by_role("button", name="Back").click()
    expect(plain_page.get_by_label("Telephone")).to_have_value("04 222 22 22")
    plain_page.get_by_role("button", name="Go on").click()
    plain_page.get_by_label("How do you know it?").fill("I work there.")
    assert not Proposal.objects.exists()
    plain_page.get_by_role("button", name="Send it").click()
    plain_page.get_by_text("A moderator will look at it").wait_for()
    assert Proposal.objects.count() == 1


def test_moderator_accepts_a_reported_change(page, mill):
    make_member("Marie", email="marie@example.org")
    sign_in(page, "marie@example.org")
    page.goto(mill.get_absolute_url())
    page.get_by_role("link", name="Report a mistake").click()
    page.get_by_label("It has closed").check()
    page.get_by_label("Since when?").fill("2026-03")
    page.get_by_role("button", name="Send it").click()
    page.get_by_text("waits for somebody to check it").wait_for()
    assert SuggestedEdit.objects.get().state == "waiting"

    open_queues(page)
    page.get_by_role("link", name="1 Reported changes").click()
    page.get_by_role("button", name="That is right").click()
    page.get_by_text("Taken over.").wait_for()
    page.goto(mill.get_absolute_url())
    expect(page.get_by_text("This place has closed (")).to_be_visible()


def test_a_visitor_answers_with_one_tap(page, plain_page, mill):
    page.goto(mill.get_absolute_url())
    prompt = page.get_by_role("group", name=re.compile("wifi", re.I))
    prompt.get_by_role("button", name="Yes").click()
    thanks = page.get_by_text("It is shown as soon as a second visitor or a moderator says the same.")
    expect(thanks).to_be_focused()
    assert SuggestedEdit.objects.get().value == {"wifi": "yes"}

    plain_page.goto(mill.get_absolute_url())
    plain_page.locator(".space-prompt").get_by_role("button", name="Yes", exact=True).last.click()
    plain_page.get_by_role("button", name="Yes", exact=True).click()
    plain_page.get_by_text("It is shown as soon as").wait_for()


def test_pages_fit_a_phone_screen(phone, mill):
    twin = make_space("The Mill", slug="the-mill", website="https://mill.example/")
    LikelyDuplicate.objects.create(first=mill, second=twin, score=90, reasons=["domain"])
    make_member("Marie", email="marie@example.org")
    sign_in(phone, "marie@example.org")
    for path in ("/en/suggest-a-space/", "/en/spaces/mill/report/", "/en/account/"):
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, path
    open_queues(phone)
    for path in ("duplicates", "proposals", "reports"):
        phone.goto(f"/admin/queues/{path}/")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, path
