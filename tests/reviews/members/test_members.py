"""Becoming a member, one's own page, and leaving."""

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

pytestmark = pytest.mark.django_db
FORM = {"email": "new@example.org", "password1": "a-long-pass-phrase", "display_name": "Nadia"}


def test_signing_up_asks_for_a_code_from_the_letter(client):
    page = client.post("/en/account/signup/", FORM, follow=True).content.decode()
    assert "code" in page.lower()
    code = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", mail.outbox[0].body, re.MULTILINE)[1]
    client.post("/en/account/confirm-email/", {"code": code})
    user = User.objects.get(email="new@example.org")
    assert user.display_name == "Nadia"
    assert user.emailaddress_set.get().verified
    assert "Nadia" in client.get("/en/account/").content.decode()


def test_a_wrong_code_opens_nothing(client):
    client.post("/en/account/signup/", FORM)
    client.post("/en/account/confirm-email/", {"code": "WRONG1"})
    assert client.get("/en/account/").status_code == 302


def test_nobody_learns_who_is_a_member(client):
    make_member(email="known@example.org")
    known = client.post("/en/account/signup/", {**FORM, "email": "known@example.org"})
    unknown = client.post("/en/account/signup/", FORM)
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    answers = [
        client.post("/en/account/password/reset/", {"email": email}).url
        for email in ("known@example.org", "nobody@example.org")
    ]
    assert answers[0] == answers[1]


def test_a_public_name_is_no_address(client):
    page = client.post("/en/account/signup/", {**FORM, "display_name": "me@example.org"}).content.decode()
    assert "leave e-mail addresses out" in page
    assert not User.objects.exists()


def test_guessing_passwords_is_slowed_down(client):
    make_member(email="known@example.org", password="right-pass-phrase")
    for _number in range(6):
        client.post("/en/account/login/", {"login": "known@example.org", "password": "wrong"})
    client.post("/en/account/login/", {"login": "known@example.org", "password": "right-pass-phrase"})
    assert client.get("/en/account/").status_code == 302


def test_ones_own_page_shows_what_is_ones_own(client):
    marie, space = make_member(), make_space(name="The Mill")
    make_comment(space, "My own word.", marie)
    make_comment(space, "A stranger's word.", make_member("Tom"))
    set_recommendation(marie, space, True)
    Favourite.objects.create(member=marie, space=space)
    client.force_login(marie)
    page = client.get("/en/account/").content.decode()
    assert "My own word." in page
    assert "A stranger" not in page
    assert page.count("The Mill") == 3


def test_everything_can_be_taken_along(client):
    marie, space = make_member(), make_space(name="The Mill")
    make_comment(space, "My own word.", marie)
    set_recommendation(marie, space, True, ["calls"])
    client.force_login(marie)
    response = client.get("/en/account/export/")
    data = json.loads(response.content)
    assert data["email"] == marie.email
    assert data["comments"][0]["text"] == "My own word."
    assert data["recommendations"][0]["good_for"] == ["calls"]
    assert "no-store" in response["Cache-Control"]


def test_leaving_keeps_the_comments_without_the_name(client):
    marie, space = make_member("Marie", password="right-pass-phrase"), make_space(slug="here")
    make_comment(space, "My own word.", marie)
    set_recommendation(marie, space, True)
    client.force_login(marie)
    page = client.post("/en/account/delete/", {"password": "wrong"}).content.decode()
    assert "not your password" in page
    client.post("/en/account/delete/", {"password": "right-pass-phrase"})
    assert not User.objects.exists()
    page = client.get("/en/spaces/here/").content.decode()
    assert "My own word." in page
    assert "Marie" not in page
    space.refresh_from_db()
    assert space.recommendation_count == 0
    author = Author.objects.get()
    assert (author.name, author.email_hash, author.user) == ("", "", None)


def test_imported_comments_are_claimed_with_the_verified_address_only(client):
    space = make_space(slug="here")
    author = Author.objects.create(key="mail:x", name="N.", email_hash=hash_email("marie@example.org"))
    Comment.objects.create(
        thread=get_or_create_thread(space), author=author, text="Long ago.", fingerprint="x"
    )
    tom, marie = make_member("Tom"), make_member("Marie", email="Marie@example.org")
    client.force_login(tom)
    client.post("/en/account/claim/")
    author.refresh_from_db()
    assert author.user is None
    client.force_login(marie)
    assert "was written with your address" in client.get("/en/account/").content.decode()
    client.post("/en/account/claim/")
    author.refresh_from_db()
    assert author.user == marie
    assert "Long ago." in client.get("/en/account/").content.decode()
    assert "Marie" in client.get("/en/spaces/here/").content.decode()


def test_pages_of_members_are_for_them_alone(client):
    for path in ("", "export/", "delete/"):
        response = client.get(f"/en/account/{path}")
        assert response.status_code == 302
        assert "/account/login/" in response.url
