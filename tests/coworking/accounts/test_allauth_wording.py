"""Wording of allauth's pages and e-mails: sentence case, and the site's own terms."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from tests.factories import make_member, make_user

pytestmark = pytest.mark.django_db
OUT = ("login", "signup", "password/reset", "password/reset/done", "password/reset/key/x-y")
IN = ("email", "password/change", "logout", "reauthenticate")
LABELS = re.compile(r"<(title|h1|h2|button|label)\b[^>]*>(.*?)</\1>", re.DOTALL)
TITLE_CASE = re.compile(r"\b[A-Z][a-z-]+ (?:[A-Z][a-z-]+|My\b)")


def headings(page: str) -> list[str]:
    """The texts of titles, headings, buttons and labels, without the site's own name."""
    text = page.replace("Tables &amp; Wifi", "").replace("GeoNames", "")
    texts = (re.sub(r"<[^>]+>|\s+", " ", words).strip(" ·") for _tag, words in LABELS.findall(text))
    return [words for words in texts if words]


@pytest.mark.parametrize("path", [*OUT, *IN])
def test_no_title_case(client, path):
    if path in IN:
        client.force_login(make_member(password="a long pass phrase"))
    page = client.get(f"/en/account/{path}/").content.decode()
    wrong = [words for words in headings(page) if TITLE_CASE.search(words)]
    assert headings(page)
    assert wrong == []


@pytest.mark.parametrize(
    ("path", "english", "french"),
    [("login", "Sign in", "Se connecter"), ("signup", "Sign up", "S&#x27;inscrire")],
)
def test_title_heading_and_button_say_the_same(client, path, english, french):
    for language, words in (("en", english), ("fr", french)):
        page = client.get(f"/{language}/account/{path}/").content.decode()
        main = page[page.index("<main") :]
        button = re.search(r'<form class="stacked-form.*?<button[^>]*>\s*(.*?)\s*</button>', main, re.DOTALL)
        heading = re.search(r"<h1[^>]*>\s*(.*?)\s*</h1>", main, re.DOTALL)
        title = re.search(r"<title>\s*(.*?)\s* · ", page, re.DOTALL)
        assert [found and found[1].replace("'", "&#x27;") for found in (title, heading, button)] == [
            words
        ] * 3


def test_emails_name_the_site_and_not_its_host(client, settings):
    settings.SITE_NAME = "Desks of Liège"
    data = {"email": "new@example.org", "password1": "a long pass phrase", "display_name": "New"}
    client.post("/en/account/signup/", data)
    assert "Hello from Desks of Liège!" in mail.outbox[0].body


def test_the_page_for_a_code_has_one_primary_button(client):
    data = {"email": "new@example.org", "password1": "a long pass phrase", "display_name": "New"}
    page = client.post("/en/account/signup/", data, follow=True).content.decode()
    main = page[page.index("<main") : page.index("</main")]
    assert main.count("<button") >= 3
    assert len(re.findall(r'<button(?![^>]*class="quiet")', main)) == 1


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
    page = client.post(form, new, follow=True).content.decode()
    main = page[page.index("<main") : page.index("</main")]
    assert "Your password is changed" in main
    assert 'href="/en/account/login/"' in main
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
    texts += [re.sub(r"<[^>]+>", " ", page.content.decode()) for page in responses]
    assert [text for text in texts if re.search(r"\bemails?\b", text, re.IGNORECASE)] == []
