"""Who may make an account: everybody, whoever the staff invite, or nobody."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail

from coworking.accounts.models import SignUpInvitation, User
from coworking.site.models import SiteSettings
from tests.factories import make_space, make_staff
from tests.pages import page

pytestmark = pytest.mark.django_db
SIGN_UP, INVITATIONS = "/en/account/signup/", "/admin/coworking/signupinvitation/add/"
VALUES = {"email": "new@example.org", "password1": "a long pass phrase", "display_name": "New"}


@pytest.fixture
def invited(client, django_capture_on_commit_callbacks):
    """The path of the link that somebody was sent; the client is a stranger's."""
    SiteSettings.objects.create(sign_up="invitation")
    client.force_login(make_staff("administrator"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(INVITATIONS, {"email": "ann@example.org"})
    client.logout()
    [message] = mail.outbox
    assert message.to == ["ann@example.org"]
    found = re.search(r"https?://[^/]+(/\S+)", message.body)
    assert found
    return found[1]


def is_open(client):
    return page(client.get(SIGN_UP)).has("[name=password1]")


@pytest.mark.parametrize("sign_up", ["invitation", "closed"])
def test_where_sign_up_is_not_open_nobody_signs_up_and_no_page_links_to_it(client, sign_up):
    space = make_space()
    assert page(client.get("/en/")).has(f"a[href='{SIGN_UP}']")
    SiteSettings.objects.create(sign_up=sign_up)
    shown = page(client.get(SIGN_UP))
    assert shown.one("h1").text == "Create an account"
    assert ("invitation" in shown.one("main").text) == (sign_up == "invitation")
    client.post(SIGN_UP, VALUES)
    assert not User.objects.filter(email="new@example.org").exists()
    for path in (
        "/en/",
        "/en/account/login/",
        space.get_absolute_url(),
        f"{space.get_absolute_url()}comments/",
    ):
        assert not page(client.get(path)).has(f"a[href^='{SIGN_UP}']"), path


def test_an_invitation_opens_sign_up_for_one_account(client, invited):
    assert not is_open(client)
    client.get(invited)
    assert is_open(client)
    client.post(SIGN_UP, VALUES)
    assert User.objects.filter(email="new@example.org").exists()
    assert SignUpInvitation.objects.get().used_at
    client.logout()
    client.get(invited)
    assert not is_open(client)


def test_an_accepted_invitation_that_another_has_used_makes_no_account(client, invited):
    client.get(invited)
    SignUpInvitation.objects.update(used_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    client.post(SIGN_UP, VALUES)
    assert not User.objects.filter(email="new@example.org").exists()


def test_an_invitation_expires_after_two_weeks(client, invited):
    sent = SignUpInvitation.objects.get().created_at
    with time_machine.travel(sent + dt.timedelta(days=13)):
        client.get(invited)
        assert is_open(client)
    with time_machine.travel(sent + dt.timedelta(days=15)):
        assert not is_open(client)
        assert page(client.get(invited, follow=True)).has("[role=status]", "expired")


def test_a_changed_or_deleted_invitation_opens_nothing(client, invited):
    client.get(invited[:-2] + "x/")
    assert not is_open(client)
    SignUpInvitation.objects.all().delete()
    client.get(invited)
    assert not is_open(client)
