"""No open redirects."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.factories import make_member, make_space, make_staff
from tests.safety.test_markup_and_headers import Markup

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PASSWORD = "a long and winding phrase"
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    " https://evil.example/",
    "https://testserver@evil.example/",
)


def leads_away(location: str) -> bool:
    parts = urlsplit(location.strip().replace("\\", "/"))
    return parts.netloc not in ("", "testserver") or parts.scheme not in ("", "http", "https")


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.parametrize("address", ["/en/account/login/", "/admin/login/", "/manage/login/"])
def test_signing_in_does_not_redirect_to_another_site(client, address, target):
    boss = make_staff(password=PASSWORD)
    make_member("Ann", PASSWORD, "ann@example.org")
    who = "ann@example.org" if "account" in address else boss.email
    name = "login" if "account" in address else "username"
    response = client.post(address, {name: who, "password": PASSWORD, "next": target})
    assert not leads_away(response.headers.get("Location", ""))
    response = Client().post(f"{address}?next={target}", {name: who, "password": PASSWORD})
    assert not leads_away(response.headers.get("Location", ""))


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.parametrize("address", ["/en/account/logout/", "/admin/logout/", "/manage/logout/"])
def test_signing_out_does_not_redirect_to_another_site(client, address, target):
    client.force_login(make_staff(password=PASSWORD))
    response = client.post(address, {"next": target})
    assert not leads_away(response.headers.get("Location", ""))


@pytest.mark.parametrize(
    "path", ["//evil.example/", "//evil.example", "/en//evil.example/", "/%2F%2Fevil.example/"]
)
def test_paths_that_look_like_another_site_do_not_redirect_there(client, path):
    response = client.get(path)
    assert not leads_away(response.headers.get("Location", ""))
    page = response.content.decode()
    assert 'href="//evil' not in page
    assert 'href="https://evil' not in page


@pytest.mark.parametrize("place", ["//evil.example", "https://evil.example/", "\\evil.example"])
def test_a_search_does_not_redirect_to_another_site(client, place):
    for query in ({"q": place}, {"place": place}, {"q": "x", "near": place}):
        assert not leads_away(client.get("/en/spaces/", query).headers.get("Location", ""))


def test_links_to_other_sites_send_no_referrer_and_pass_no_rank(client):
    space = make_space(website="https://elsewhere.example/")
    way_out = f"{space.get_absolute_url()}website/"
    page = client.get(space.get_absolute_url()).content.decode()
    assert f'<a href="{way_out}" rel="nofollow noopener">' in page
    assert client.get(f"{way_out}?next=https://evil.example/").url == "https://elsewhere.example/"


def test_a_javascript_url_is_not_a_link(client):
    space = make_space(website="javascript:alert(1)")
    page = client.get(space.get_absolute_url()).content.decode()
    assert Markup(page).found == []
