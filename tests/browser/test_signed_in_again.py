"""A comment that is sent after its member signed in again in another tab is not lost."""

import pytest
from playwright.sync_api import expect

from reviews.comments.models import Comment
from tests.factories import make_member, make_space

PASSWORD = "a-long-pass-phrase"


def sign_in(tab):
    tab.goto("/en/account/login/")
    tab.get_by_label("E-mail").fill("ann@example.org")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    expect(tab).to_have_url("/en/")  # the form has a URL in English too


@pytest.mark.parametrize("scripts", [True, False])
def test_text_sent_after_signing_in_again_in_another_tab_comes_back(browser, live_server, scripts):
    make_space(name="The Mill", slug="the-mill")
    make_member("Ann", email="ann@example.org", password=PASSWORD)
    # Not the fixture `page`: that Chromium logs the status 403 is no fault here.
    context = browser.new_context(base_url=live_server.url, java_script_enabled=scripts)
    first = context.new_page()
    sign_in(first)
    first.goto("/en/spaces/the-mill/comments/")
    first.get_by_label("What would you tell a friend").fill("Good tea, <b>strong</b> & hot.")

    second = context.new_page()
    second.goto("/en/account/logout/")
    second.locator("main form button").click()
    expect(second).to_have_url("/en/")
    sign_in(second)

    first.get_by_role("button", name="Send").click()
    expect(first.get_by_role("alert")).to_contain_text("signed in again elsewhere")
    expect(first.get_by_label("What you wrote")).to_have_value("Good tea, <b>strong</b> & hot.")
    assert not Comment.objects.exists()
    first.get_by_role("button", name="Send once more").click()
    first.get_by_text("Your comment stands").wait_for()
    assert Comment.objects.get().text == "Good tea, <b>strong</b> & hot."
    context.close()
