"""A member claims a space and edits it, and an import does not overwrite the edits."""

import io
import json

import pytest
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import expect

from spaces.directory.models import Space
from spaces.managers.models import SuggestedEdit
from tests.browser.sessions import sign_in
from tests.factories import make_city, make_member, make_user

PASSWORD = "a-long-pass-phrase"
ROW = "id,name,city,country,phone,day_price,currency\n1,The Mill,Liège,BE,+32 4 111 11 11,12,EUR\n"


@pytest.fixture
def old_data(tmp_path):
    path = tmp_path / "spaces.csv"
    path.write_text(ROW)
    return path


@pytest.fixture
def mill(transactional_db, old_data, capsys):
    """A space that was imported from open data of 2019."""
    make_city()
    call_command("import_spaces", str(old_data), source="Open data", as_of="2019", report="json")
    return Space.objects.get()


def sign_in_by_form(page, email):
    page.goto("/en/account/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Your page").wait_for()


def test_from_claim_to_suggestion(page, mill, old_data, capsys, tmp_path):
    make_member("Olga", PASSWORD, "olga@example.org")
    make_user("boss@example.org", PASSWORD, is_staff=True, is_superuser=True)

    sign_in_by_form(page, "olga@example.org")
    page.goto(mill.get_absolute_url())
    page.get_by_role("link", name="Do you manage this place?").click()
    page.get_by_label("Or say how we can know").fill("I hold the key. Ask for Olga at the desk.")
    page.get_by_role("button", name="Ask").click()
    page.get_by_text("A moderator will look at it").wait_for()
    page.context.clear_cookies()

    page.goto("/admin/login/?next=/admin/spaces/claim/")
    page.get_by_label("E-mail address").fill("boss@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.locator("input.action-select").check()
    page.locator("select[name=action]").select_option("approve")
    page.get_by_role("button", name="Go").click()
    page.locator("td", has_text="approved").wait_for()
    page.context.clear_cookies()

    sign_in_by_form(page, "olga@example.org")
    page.goto(mill.get_absolute_url())
    page.get_by_role("link", name="Keep this page up to date").click()
    page.get_by_role("link", name="Edit facts and prices").click()
    page.get_by_label("Opening hours").fill("Mo-Fr 08:30-18:00; PH off")
    page.locator("#id_plans-0-amount").fill("18")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed successfully").wait_for()
    page.goto(f"/en/spaces/{mill.slug}/keep/photos/")
    picture = io.BytesIO()
    Image.new("RGB", (800, 600), "teal").save(picture, "JPEG")
    page.get_by_label("Photo", exact=True).set_input_files(
        {"name": "desk.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    )
    page.get_by_label("What it shows").fill("Desks by the window")
    page.get_by_role("button", name="Add it").click()
    page.get_by_text("The photo is on the page.").wait_for()

    page.goto(mill.get_absolute_url())
    expect(page.get_by_text("€18").first).to_be_visible()
    expect(page.get_by_alt_text("Desks by the window")).to_have_count(1)
    hours = page.locator("section[aria-labelledby=hours]")
    expect(hours.locator("tr.today")).to_have_count(1)
    mark = page.locator("details.provenance", has_text="confirmed by the manager").first
    mark.locator("summary").click()
    expect(mark.get_by_text("confirmed by the manager")).to_be_visible()

    call_command("import_spaces", str(old_data), source="Open data", as_of="2019", report="json")
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["unchanged"] == 1
    mill.refresh_from_db()
    assert mill.day_price == 18
    page.goto(f"/en/spaces/{mill.slug}/keep/")
    waiting = page.locator("section[aria-labelledby=others]")
    expect(waiting.get_by_text("12").first).to_be_visible()
    waiting.get_by_role("button", name="Ours stands").click()
    page.get_by_text("It does not come back").wait_for()
    assert SuggestedEdit.objects.get().state == "declined"


def test_managers_page_fits_a_phone_screen(phone, mill):
    olga = make_member("Olga", email="olga@example.org")
    mill.roles.create(member=olga, level="owner")
    sign_in(phone, "olga@example.org")
    for path in (f"/en/spaces/{mill.slug}/keep/", f"/manage/spaces/space/{mill.pk}/change/"):
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
