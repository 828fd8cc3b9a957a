"""Sessions: a new one at sign-in, gone at sign-out, and with the password; never readable by scripts."""

import pytest
from django.conf import settings
from django.test import Client

from spaces.managers.models import Role
from tests.factories import make_member, make_space, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PASSWORD = "a long and winding phrase"
COOKIE = settings.SESSION_COOKIE_NAME


def sign_in(client: Client, email: str, address: str = "/en/account/login/", **extra):
    """Through the form of the site, or the one of an admin."""
    name = "login" if "account" in address else "username"
    return client.post(address, {name: email, "password": PASSWORD, **extra})


@pytest.fixture
def ann():
    return make_member("Ann", PASSWORD, "ann@example.org")


def is_in(client: Client) -> bool:
    return client.get("/en/account/").status_code == 200


def test_signing_in_changes_the_session(client, ann):
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = client.cookies[COOKIE].value
    assert sign_in(client, ann.email).status_code == 302
    assert client.cookies[COOKIE].value != before
    assert Client(headers={"cookie": f"{COOKIE}={before}"}).get("/en/account/").status_code != 200


def test_the_session_cookie_is_httponly_and_samesite(client, ann):
    sign_in(client, ann.email)
    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_signing_out_takes_a_post_and_ends_the_session(client, ann):
    sign_in(client, ann.email)
    key = client.cookies[COOKIE].value
    client.get("/en/account/logout/")
    assert is_in(client)
    client.post("/en/account/logout/")
    assert not is_in(client)
    assert Client(headers={"cookie": f"{COOKIE}={key}"}).get("/en/account/").status_code == 302


@pytest.mark.parametrize("site", ["/admin/logout/", "/manage/logout/"])
def test_no_admin_signs_out_by_a_link(client, site):
    client.force_login(make_staff())
    client.get(site)
    assert is_in(client)


def test_changing_the_password_ends_all_other_sessions(client, ann):
    elsewhere = Client()
    sign_in(client, ann.email)
    sign_in(elsewhere, ann.email)
    data = {
        "oldpassword": PASSWORD,
        "password1": "another phrase altogether",
        "password2": "another phrase altogether",
    }
    assert client.post("/en/account/password/change/", data).status_code == 302
    assert is_in(client)
    assert not is_in(elsewhere)


def test_deactivating_an_account_ends_its_sessions(client, ann):
    sign_in(client, ann.email)
    ann.is_active = False
    ann.save()
    assert not is_in(client)


def test_readers_get_no_cookie(client, ann):
    for address in ("/en/", "/en/spaces/", "/en/about/", "/en/suggest/?q=a"):
        assert not client.get(address).cookies, address


@pytest.mark.parametrize("address", ["/en/account/login/", "/admin/login/"])
@pytest.mark.usefixtures("stopped_clock")
def test_sign_in_attempts_are_rate_limited(client, address):
    make_staff(password=PASSWORD)
    name = "login" if "account" in address else "username"
    statuses = [
        client.post(address, {name: "boss@example.org", "password": f"guess {number}"}).status_code
        for number in range(40)
    ]
    assert statuses[0] == 200
    assert statuses[-1] == 429 or "account" in address


def test_managers_sign_in_as_members_do_with_a_verified_address(client, ann):
    Role.objects.create(space=make_space(), member=ann, level="owner")
    assert sign_in(client, ann.email, "/manage/login/").url.startswith("/en/account/login/")
    assert not is_in(client)
    sign_in(client, ann.email)
    assert client.get("/manage/").status_code == 200
