"""Both admins in a browser: no violation of the content security policy, and no error in the console."""

import re

import pytest
from playwright.sync_api import Page, expect

from spaces.directory.models import Space
from spaces.managers.models import Claim, Role, SuggestedEdit
from tests.browser.sessions import sign_in
from tests.browser.test_layout import WIDTHS, wider_than_screen
from tests.factories import make_member, make_plan, make_source, make_space, make_staff, make_statement

PASSWORD = "a long and winding phrase"
CSV = "id,name,city,country,as_of\n1,The New Mill,Liège,BE,2026-03\n2,,Liège,BE,\n"


def sign_in_by_form(page: Page, email: str) -> None:
    page.goto("/admin/login/")
    page.locator("#id_username").fill(email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("input[type=submit]").click()
    expect(page).to_have_url("/admin/")


@pytest.fixture
def barn(gazetteer):
    space = make_space("The Barn", slug="barn", city=gazetteer["liege"])
    make_plan(space)
    make_statement(space)
    return space


def test_staff_import_spaces_and_undo_a_bulk_action(page, barn):
    sign_in_by_form(page, make_staff("administrator", PASSWORD).email)
    expect(page.get_by_role("heading", name="What waits")).to_be_visible()

    page.goto("/admin/spaces/space/import/")
    page.locator("input[type=file]").set_input_files(
        {"name": "spaces.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
    )
    page.get_by_label("Source").fill("A survey")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("heading", name="What would happen to 2 records of A survey")).to_be_visible()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert (width, wider_than_screen(page)) == (width, 0)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("2 records read: 1 new spaces, 1 skipped")).to_be_visible()

    row = page.get_by_role("row", name=re.compile("The Barn"))
    row.get_by_role("checkbox").check()
    page.get_by_label("Action:").select_option(label="Take off the site")
    page.get_by_label("Reason:").fill("It has no tables.")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.get_by_text("Taken off the site: 1.")).to_be_visible()

    page.get_by_role("link", name="Home").first.click()
    page.get_by_role("link", name="What the staff did").click()
    expect(page.get_by_text("It has no tables.")).to_be_visible()
    page.locator("summary").first.click()
    page.locator("details input[name=reason]").first.fill("It has.")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert (width, wider_than_screen(page)) == (width, 0)
    page.locator("details button").first.click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    assert Space.objects.get(slug="barn").is_published


ADDRESSES = (
    "/admin/spaces/space/",
    "/admin/spaces/space/add/",
    "/admin/spaces/city/",
    "/admin/spaces/source/import/",
    "/admin/coworking/user/",
    "/admin/coworking/user/add/",
    "/admin/auth/group/add/",
    "/admin/moderation/",
    "/admin/password_change/",
)


def test_staff_pages_do_not_violate_the_content_security_policy(page, barn):
    sign_in(page, make_staff().email)
    for address in ADDRESSES:
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()


LONG = (
    "The Cooperative Laboratory for Independent Workers, Bookbinders and Associated Trades of the Upper Meuse"
)


def test_staff_lists_are_not_cut_off_on_a_laptop(page, gazetteer):
    space = make_space(LONG, slug="long", city=gazetteer["liege"])
    member = make_member("Maximiliane-Alexandrina von Hohenzollern")
    email = "maximiliane@a-rather-long-domain-that-does-not-break.example.org"
    Claim.objects.create(space=space, member=member, evidence="I run this place. " * 60, email=email)
    Role.objects.create(space=space, member=member)
    source = make_source("A survey of many places")
    SuggestedEdit.objects.create(
        space=space, fact="description", value="Tables " * 200, source=source, member=member
    )
    sign_in(page, make_staff().email)
    for model in ("claim", "space", "role", "suggestededit"):
        page.goto(f"/admin/spaces/{model}/")
        expect(page.get_by_role("link", name=LONG)).to_be_visible()
        box = page.locator(".results")
        assert (model, box.evaluate("box => box.scrollWidth - box.clientWidth")) == (model, 0)
        assert page.locator("#result_list tbody tr").bounding_box()["height"] < 400, model


def test_long_values_of_sources_do_not_make_a_page_wider_than_the_screen(page, barn):
    make_statement(barn, {"name": barn.name, "description": "Tables and chairs " * 60, "website": "w" * 300})
    sign_in(page, make_staff("editor").email)
    page.goto(f"/admin/spaces/space/{barn.pk}/change/")
    expect(page.locator("#statements-group")).to_be_visible()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert (width, wider_than_screen(page)) == (width, 0)


def test_a_form_with_everything_opens_and_finds_by_typing(page, barn):
    sign_in(page, make_staff("editor").email)
    page.goto(f"/admin/spaces/space/{barn.pk}/change/")
    page.locator(".field-city .select2-selection").click()
    page.locator(".select2-search__field").fill("Luik")
    expect(page.locator(".select2-results__option", has_text="Liège")).to_be_visible()


def test_managers_admin_does_not_violate_the_content_security_policy(page, barn):
    member = make_member("Marie", PASSWORD)
    Role.objects.create(space=barn, member=member, level="owner")
    page.goto("/manage/")
    page.locator("#id_login").fill(member.email)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url("/manage/")
    for address in (
        "/manage/spaces/space/",
        f"/manage/spaces/space/{barn.pk}/change/",
        f"/manage/spaces/space/{barn.pk}/history/",
    ):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
