"""Wording of allauth's pages and e-mails: sentence case, and the site's own terms."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from tests.factories import make_member, make_user
from tests.pages import Element, page

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OUT = ("login", "signup", "password/reset", "password/reset/done", "password/reset/key/x-y")
IN = ("email", "password/change", "logout", "reauthenticate")
TITLE_CASE = re.compile(r"\b[A-Z][a-z-]+ (?:[A-Z][a-z-]+|My\b)")


def headings(shown: Element) -> list[str]:
    """The texts of titles, headings, buttons and labels, without the site's own name."""
    for tag in shown.select("label .tag"):  # "Verified" "Primary" beside an address
        tag.node.decompose()
    texts = shown.texts("title, h1, h2, button, label")
    stripped = (text.replace("Tables & Wifi", "").replace("GeoNames", "").strip(" ·") for text in texts)
    return [text for text in stripped if text]


@pytest.mark.parametrize("path", [*OUT, *IN])
def test_no_title_case(client, path):
    if path in IN:
        client.force_login(make_member(password="a long pass phrase"))
    found = headings(page(client.get(f"/en/account/{path}/")))
    assert found
    assert [text for text in found if TITLE_CASE.search(text)] == []


@pytest.mark.parametrize(
    ("path", "english", "french"),
    [("login", "Sign in", "Se connecter"), ("signup", "Sign up", "S'inscrire")],
)
def test_title_heading_and_button_say_the_same(client, path, english, french):
    for language, words in (("en", english), ("fr", french)):
        shown = page(client.get(f"/{language}/account/{path}/"))
        title = shown.one("title").text.partition(" · ")[0]
        assert [title, shown.one("main h1").text, shown.one("form.stacked-form button").text] == [words] * 3


def test_emails_name_the_site_and_not_its_host(client, settings):
    settings.SITE_NAME = "Desks of Liège"
    data = {"email": "new@example.org", "password1": "a long pass phrase", "display_name": "New"}
    client.post("/en/account/signup/", data)
    assert "Hello from Desks of Liège!" in mail.outbox[0].body


def test_the_page_for_a_code_has_one_primary_button(client):
    data = {"email": "new@example.org", "password1": "a long pass phrase", "display_name": "New"}
    main = page(client.post("/en/account/signup/", data, follow=True)).one("main")
    assert len(main.select("button")) >= 3
    assert len(main.select("button:not(.quiet)")) == 1


def test_no_title_case_in_emails(client, django_capture_on_commit_callbacks):
    data = {"email": "new@example.org", "password1": "a long pass phrase", "display_name": "New"}
    client.post("/en/account/signup/", data)
    user = make_user("known@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.post("/en/account/password/reset/", {"email": user.email})
    assert len(mail.outbox) == 2
    assert [one.subject for one in mail.outbox if TITLE_CASE.search(one.subject)] == []


def test_a_new_password_leads_to_the_sign_in_page(client):
    make_member(email="known@mail.example")
    client.post("/en/account/password/reset/", {"email": "known@mail.example"})
    link = re.search(r"https?://[^/]+(/\S+/key/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    new = {"password1": "another long pass phrase", "password2": "another long pass phrase"}
    main = page(client.post(form, new, follow=True)).one("main")
    assert "Your password is changed" in main.text
    assert main.has('a[href="/en/account/login/"]')
    client.post("/en/account/login/", {"login": "known@mail.example", "password": new["password1"]})
    assert client.get("/en/account/").status_code == 200


@pytest.mark.parametrize("language", ["en", "fr"])
def test_e_mail_is_spelt_in_one_way(client, language):
    """In e-mails and in error messages."""
    known, account = make_member("Known", email="known@mail.example"), f"/{language}/account"
    new = {"password1": "a long pass phrase", "display_name": "New"}
    for address in ("new@mail.example", known.email):
        Client().post(f"{account}/signup/", new | {"email": address})
        Client().post(f"{account}/password/reset/", {"email": address})
    responses = [client.post(f"{account}/login/", {"login": known.email, "password": "wrong"})]
    client.force_login(known)
    for action in ("action_add", "action_remove"):
        responses.append(client.post(f"{account}/email/", {action: "", "email": known.email}, follow=True))
    client.post(f"{account}/email/", {"action_add": "", "email": "second@mail.example"})
    texts = [text for message in mail.outbox for text in (message.subject, message.body)]
    assert len(mail.outbox) == 5
    texts += [page(response).text for response in responses]
    assert [text for text in texts if re.search(r"\bemails?\b", text, re.IGNORECASE)] == []
