"""Signing up, the account page of a member, the export of their data, and the deletion of the account."""

import json
import re

import pytest
from django.core import mail

from coworking.accounts.models import User
from reviews.comments.authors import hash_email
from reviews.comments.models import Author, Comment
from reviews.comments.queries import get_or_create_thread
from reviews.favourites.models import Favourite
from reviews.recommendations.queries import set_recommendation
from tests.factories import make_comment, make_member, make_space
from tests.pages import page

pytestmark = pytest.mark.django_db
URL = "/en/account/"
FORM = {"email": "new@example.org", "password1": "a-long-pass-phrase", "display_name": "Nadia"}
CODE = re.compile(r"^\s*([A-Z0-9-]{6,9})\s*$", re.MULTILINE)


# Signing up and in


def test_signing_up_requires_the_code_of_an_email(client):
    shown = page(client.post("/en/account/signup/", FORM, follow=True))
    assert shown.has("form input[name=code]")
    code = CODE.search(mail.outbox[0].body)[1]
    client.post("/en/account/confirm-email/", {"code": code})
    user = User.objects.get(email="new@example.org")
    assert user.display_name == "Nadia"
    assert user.emailaddress_set.get().verified
    assert page(client.get(URL)).one("h1").text == "Nadia"


def test_a_wrong_code_does_not_sign_in(client):
    client.post("/en/account/signup/", FORM)
    client.post("/en/account/confirm-email/", {"code": "WRONG1"})
    assert client.get(URL).status_code == 302


def test_forms_do_not_reveal_which_emails_have_an_account(client):
    make_member(email="known@example.org")
    known = client.post("/en/account/signup/", {**FORM, "email": "known@example.org"})
    unknown = client.post("/en/account/signup/", FORM)
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    resets = [
        client.post("/en/account/password/reset/", {"email": email}).url
        for email in ("known@example.org", "nobody@example.org")
    ]
    assert resets[0] == resets[1]


def test_an_email_address_is_refused_as_public_name(client):
    response = client.post("/en/account/signup/", {**FORM, "display_name": "me@example.org"})
    assert "leave e-mail addresses out" in page(response).one("main form").text
    assert not User.objects.exists()


def test_an_email_address_is_refused_as_new_public_name(client):
    member = make_member("Nadia")
    client.force_login(member)
    response = client.post(URL, {"display_name": "nadia@example.org"})
    assert page(response).has("main form .error", "leave e-mail addresses out")
    client.post(URL, {"display_name": "  Nadia   B. "})
    member.refresh_from_db()
    assert member.display_name == "Nadia B."


@pytest.mark.usefixtures("stopped_clock")
def test_guessing_passwords_is_rate_limited(client):
    make_member(email="known@example.org", password="right-pass-phrase")
    for _number in range(6):
        client.post("/en/account/login/", {"login": "known@example.org", "password": "wrong"})
    client.post("/en/account/login/", {"login": "known@example.org", "password": "right-pass-phrase"})
    assert client.get(URL).status_code == 302


# The account page


def test_the_page_shows_what_the_member_posted_recommends_and_saved(client):
    marie, space = make_member(), make_space(name="The Mill")
    make_comment(space, "My own comment.", marie)
    make_comment(space, "The comment of a stranger.", make_member("Tom"))
    set_recommendation(marie, space, True)
    Favourite.objects.create(member=marie, space=space)
    client.force_login(marie)
    shown = page(client.get(URL))
    assert shown.texts("li.comment .comment-text") == ["My own comment."]
    for section in ("recommended", "favourites"):
        assert shown.one(f"section[aria-labelledby={section}]").has("li a", "The Mill")


def test_imported_comments_are_claimed_with_a_verified_email_only(client):
    space = make_space(slug="here")
    author = Author.objects.create(key="mail:x", name="N.", email_hash=hash_email("marie@example.org"))
    thread = get_or_create_thread(space)
    Comment.objects.create(thread=thread, author=author, text="Long ago.", fingerprint="x")
    tom, marie = make_member("Tom"), make_member("Marie", email="Marie@example.org")
    client.force_login(tom)
    client.post("/en/account/claim/")
    author.refresh_from_db()
    assert author.user is None
    client.force_login(marie)
    assert "was written with your address" in page(client.get(URL)).one(".note").text
    client.post("/en/account/claim/")
    author.refresh_from_db()
    assert author.user == marie
    assert page(client.get(URL)).texts("li.comment .comment-text") == ["Long ago."]
    assert page(client.get("/en/spaces/here/")).one("li.comment .byline b").text == "Marie"


@pytest.mark.parametrize("path", ["", "export/", "delete/"])
def test_visitors_must_sign_in(client, path):
    response = client.get(f"{URL}{path}")
    assert response.status_code == 302
    assert "/account/login/" in response.url


# Export and deletion


def test_the_export_contains_the_members_data(client):
    marie, space = make_member(), make_space(name="The Mill")
    make_comment(space, "My own comment.", marie)
    set_recommendation(marie, space, True, ["calls"])
    client.force_login(marie)
    response = client.get("/en/account/export/")
    data = json.loads(response.content)
    assert data["email"] == marie.email
    assert data["comments"][0]["text"] == "My own comment."
    assert data["recommendations"][0]["good_for"] == ["calls"]
    assert "no-store" in response["Cache-Control"]


def test_the_export_contains_the_state_of_pending_comments(client):
    marie = make_member()
    make_comment(make_space(), "See https://example.org", marie)
    client.force_login(marie)
    data = json.loads(client.get("/en/account/export/").content)
    assert data["comments"][0]["state"] == "held"


def test_deleting_an_account_keeps_its_comments_without_the_name(client):
    marie, space = make_member("Marie", password="right-pass-phrase"), make_space(slug="here")
    make_comment(space, "My own comment.", marie)
    set_recommendation(marie, space, True)
    client.force_login(marie)
    response = client.post("/en/account/delete/", {"password": "wrong"})
    assert page(response).has(".error", "This is not your password.")
    client.post("/en/account/delete/", {"password": "right-pass-phrase"})
    assert not User.objects.exists()
    response = client.get("/en/spaces/here/")
    assert page(response).texts("li.comment .comment-text") == ["My own comment."]
    assert "Marie" not in response.content.decode()
    space.refresh_from_db()
    assert space.recommendation_count == 0
    author = Author.objects.get()
    assert (author.name, author.email_hash, author.user) == ("", "", None)
