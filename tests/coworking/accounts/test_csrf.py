"""A form that was opened before its member signed in again comes back complete; a foreign one does not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from reviews.comments.models import Comment
from tests.factories import make_member, make_space
from tests.pages import page

pytestmark = [pytest.mark.django_db, pytest.mark.once]
COMMENTS = "/en/spaces/the-mill/comments/"
TEXT = 'Quiet </textarea><script>alert("x")</script> & bright.\nSecond line.'
OWN = {"origin": "http://testserver"}
HIDDEN = "main form[method=post] input[type=hidden]"


@pytest.fixture
def marie():
    make_space("The Mill", slug="the-mill")
    return make_member("Marie")


@pytest.fixture
def strict(marie):
    """A browser that signed in again after the page with the token `old` was opened."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(marie)
    client.get(COMMENTS)
    client.cookies["csrftoken"] = "n" * 32
    return client


def send(client, path=COMMENTS, headers=OWN, **fields):
    return client.post(path, {"csrfmiddlewaretoken": "o" * 32, **fields}, headers=headers)


def send_again(client, response):
    """Press the button of the page that came back, changing nothing."""
    form = page(response).one("main form[method=post]")
    fields: dict[str, list[str]] = {}
    for control in form.select("input, textarea"):
        value = (
            control.node.text() if control.node.tag == "textarea" else control.node.attributes.get("value")
        )
        fields.setdefault(control["name"], []).append((value or "").removeprefix("\n"))
    return client.post(form["action"], fields, headers=OWN)


def test_the_text_comes_back_and_is_posted_when_it_is_sent_again(strict):
    response = send(strict, text=TEXT, language="en", token="a" * 32)
    assert response.status_code == 403
    assert page(response).has("main [role=alert]", "signed in again elsewhere")
    assert page(response).one("main textarea").node.text().removeprefix("\n") == TEXT
    assert not Comment.objects.exists()
    assert send_again(strict, response).status_code == 302
    comment = Comment.objects.get()
    assert comment.text.replace("\r", "") == TEXT
    assert comment.language == "en"


def test_markup_in_the_text_stays_text(strict):
    response = send(strict, text=TEXT, language='"><script>')
    assert not page(response).has("main script")
    assert '"><script>' not in response.content.decode()


def test_a_field_with_several_values_keeps_them_all(strict):
    response = send(strict, amenities=["wifi", "coffee"], text="Here.")
    found = [(field["name"], field["value"]) for field in page(response).select(HIDDEN)]
    assert [value for name, value in found if name == "amenities"] == ["wifi", "coffee"]


def test_the_form_is_sent_to_the_url_that_it_was_sent_to_first(strict):
    response = send(strict, path=f"{COMMENTS}?reply=7&next=/en/", text="Here.")
    assert page(response).one("main form[method=post]")["action"] == f"{COMMENTS}?reply=7&next=/en/"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver:8080"},
        {"origin": "http://testserver.evil.example", "referer": "http://testserver/en/"},
        {"referer": "https://evil.example/http://testserver/"},
        {"referer": "http://[bad"},
        {},
    ],
)
def test_a_form_from_elsewhere_gets_nothing_back(strict, headers):
    response = send(strict, headers=headers, text="Bought at evil.example", token="b" * 32)
    assert response.status_code == 403
    assert page(response).has("main h1", "not accepted")
    assert not page(response).has("main form[method=post]")
    assert "evil.example" not in response.content.decode().replace(" Bought", "")
    assert "b" * 32 not in response.content.decode()


@pytest.mark.parametrize(
    "headers", [{"referer": f"http://testserver{COMMENTS}"}, {"origin": "https://spaces.example.org"}]
)
def test_the_referrer_and_trusted_origins_are_ours_too(strict, settings, headers):
    settings.CSRF_TRUSTED_ORIGINS = ["https://spaces.example.org"]
    response = send(strict, headers=headers, text="Here I am.")
    assert page(response).one("main textarea").text == "Here I am."


def test_passwords_and_files_do_not_come_back(strict):
    photo = SimpleUploadedFile("a.png", b"a secret picture", "image/png")
    response = send(strict, password="s3cret-phrase", new_password1="s3cret-phrase", image=photo)
    body = response.content.decode()
    assert "s3cret-phrase" not in body
    assert "secret picture" not in body
    shown = page(response)
    assert [field["name"] for field in shown.select("main input[type=password]")] == [
        "password",
        "new_password1",
    ]
    assert shown.one("main input[type=file]")["name"] == "image"
    assert shown.one("main form[method=post]")["enctype"] == "multipart/form-data"


def test_a_report_of_a_member_comes_back_too(strict):
    fields = {"kind": "closed", "text": "Closed for good since May."}
    response = send(strict, path="/en/spaces/the-mill/report/", **fields)
    assert page(response).one("main textarea").text == "Closed for good since May."


def test_htmx_shows_the_page_whatever_the_form_wanted_to_replace(strict):
    response = send(strict, headers=OWN | {"HX-Request": "true", "HX-Target": "comments"}, text="Here I am.")
    assert response.status_code == 403
    assert response["HX-Retarget"] == response["HX-Reselect"] == "#main"
    assert page(response).one("#main textarea").text == "Here I am."


def test_a_browser_without_cookies_gets_the_text_and_a_cookie(marie):
    response = send(Client(enforce_csrf_checks=True), text="Here I am.")
    assert page(response).one("main textarea").text == "Here I am."
    assert "csrftoken" in response.cookies
