"""A visitor signs up and posts a comment, with and without scripts."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from reviews.comments.models import Comment, Flag
from reviews.recommendations.models import Recommendation
from tests.factories import make_city, make_comment, make_member, make_space

PASSWORD = "a-long-pass-phrase"


@pytest.fixture
def mill(transactional_db):
    """A space with a comment."""
    space = make_space(name="The Mill", slug="the-mill", city=make_city())
    make_comment(space, "The stairs are steep.", make_member("Tom"))
    return space


@pytest.fixture(params=["page", "plain_page"], ids=["with scripts", "without scripts"])
def any_page(request, mill):
    return request.getfixturevalue(request.param)


def sign_up(page):
    page.goto("/en/spaces/the-mill/")
    page.get_by_role("link", name="become a member").click()
    page.get_by_label("E-mail").fill("nadia@example.org")
    page.get_by_label("Public name").fill("Nadia")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    page.get_by_label("Code").wait_for()
    code = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", mail.outbox[-1].body, re.MULTILINE)
    assert code
    page.get_by_label("Code").fill(code[1])
    page.get_by_role("button", name="Confirm").click()


def test_visitor_signs_up_and_posts_a_comment(any_page):
    page = any_page
    sign_up(page)
    # Signing up leads back to where one wanted to speak.
    box = page.get_by_label("What would you tell a friend")
    box.fill("Good tea, and a dog that sleeps.")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Your comment stands").wait_for()
    expect(page.get_by_text("Good tea, and a dog that sleeps.")).to_be_visible()

    page.get_by_label("What would you tell a friend").fill(
        "good tea and a dog that sleeps".replace("tea", "tea,")
    )
    page.get_by_role("button", name="Send").click()
    page.get_by_text("You have already said this here").wait_for()
    assert Comment.objects.filter(author__user__email="nadia@example.org").count() == 1

    mine = page.locator(".comment", has_text="Good tea")
    mine.get_by_role("link", name="Edit").click()
    page.get_by_label("Your comment").fill("Good tea, and two dogs that sleep.")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your comment is changed").wait_for()
    expect(page.locator(".comment", has_text="two dogs").get_by_text("edited")).to_be_visible()

    toms = page.locator(".comment", has_text="steep")
    toms.get_by_role("button", name="Helpful").click()
    page.locator(".comment", has_text="steep").get_by_role("button", name="Helpful 1").wait_for()
    page.locator(".comment", has_text="steep").get_by_role("link", name="Flag").click()
    page.get_by_label("not true").check()
    page.get_by_role("button", name="Send to a moderator").click()
    page.get_by_text("A moderator will look at it").wait_for()
    assert Flag.objects.get().reason == "false"

    page.get_by_role("link", name="The Mill").first.click()
    page.get_by_role("link", name="Do you recommend it?").click()
    page.get_by_label("Yes").check()
    page.get_by_label("calls").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("1 of 1", exact=True).wait_for()
    assert Recommendation.objects.get().good_for == ["calls"]


def test_comments_fit_a_phone_screen(phone, mill):
    parent = Comment.objects.get()
    for number in range(6):
        text = f"Level {number}: " + "averyveryverylongwordthatnobodybreaks" * 3
        parent = make_comment(mill, text, make_member(f"Member {number}"), parent=parent)
    phone.goto("/en/spaces/the-mill/comments/")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
