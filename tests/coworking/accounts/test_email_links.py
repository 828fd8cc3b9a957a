"""Links in django-allauth's e-mails lead to SITE_URL, whatever host the request names."""

import re

import pytest
from django.core import mail
from django.test import Client

from tests.factories import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("secure", [False, True])
def test_links_in_account_emails_begin_with_site_url(settings, secure):
    settings.SITE_URL = "https://spaces.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    host = {"host": "elsewhere.example.com:8000"}
    make_member(email="known@example.org")
    new = {"password1": "a long pass phrase", "display_name": "New"}
    for email in ("known@example.org", "new@example.org"):
        Client(headers=host).post("/en/account/password/reset/", {"email": email}, secure=secure)
        Client(headers=host).post("/en/account/signup/", new | {"email": email}, secure=secure)
    texts = [f"{message.subject}\n{message.body}" for message in mail.outbox]
    assert len(texts) == 4
    links = [link for text in texts for link in re.findall(r"https?://\S+", text)]
    assert len(links) >= 2
    assert [link for link in links if not link.startswith("https://spaces.example.org/en/account/")] == []
    assert [text for text in texts if "elsewhere" in text] == []


def test_a_password_is_reset_by_the_link_at_site_url(settings):
    settings.SITE_URL = "https://spaces.example.org"
    client = Client(headers={"host": "localhost"})
    make_member(email="known@example.org")
    client.post("/en/account/password/reset/", {"email": "known@example.org"})
    path = re.search(r"https://spaces\.example\.org(/\S+/key/\S+)", mail.outbox[0].body)[1]
    form = client.get(path, follow=True)
    assert form.status_code == 200
    assert b"password1" in form.content
