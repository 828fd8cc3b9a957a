"""A form that the database could not take comes back with everything that was typed."""

import pytest
from django.test import Client

from coworking.database.urls import database, shorten_waits
from reviews.comments.models import Comment
from tests.coworking.server.test_health import primary_down
from tests.factories import make_member, make_space
from tests.pages import page

COMMENTS = "/en/spaces/the-mill/comments/"
TEXT = "Quiet & bright.\nSecond line."
OWN = {"origin": "http://testserver"}


@pytest.fixture
def browser(shared_database):
    make_space("The Mill", slug="the-mill")
    client = Client(raise_request_exception=False)
    client.force_login(make_member("Marie"))
    return client


def test_a_comment_comes_back_from_a_site_without_database_and_is_stored_when_sent_again(browser):
    with primary_down():
        response = browser.post(COMMENTS, {"text": TEXT, "language": "en"}, headers=OWN)
    assert (response.status_code, response["Retry-After"], response["HX-Retarget"]) == (503, "30", "#main")
    assert page(response).has("main [role=alert]", "nothing was saved")
    form = page(response).one("main#main form[method=post]")
    fields = {field["name"]: field["value"] for field in form.select("input")}
    fields["text"] = form.one("textarea[name=text]").node.text().removeprefix("\n")
    assert (fields["text"], fields["language"], form["action"]) == (TEXT, "en", COMMENTS)
    assert browser.post(form["action"], fields, headers=OWN).status_code == 302
    assert Comment.objects.get().text.replace("\r", "") == TEXT


def test_what_another_site_sends_while_the_database_is_down_does_not_come_back(browser):
    with primary_down():
        response = browser.post(COMMENTS, {"text": TEXT}, headers={"origin": "https://evil.example"})
    assert response.status_code == 503
    assert "Quiet" not in response.content.decode()


@pytest.mark.parametrize(("query", "seconds"), [("", 3), ("?timeout=7", 7)])
def test_requests_wait_less_for_their_turn_to_write_than_commands_unless_the_url_says_so(query, seconds):
    found = {
        "default": database(f"sqlite:////x/db.sqlite3{query}"),
        "replica": database("postgres://localhost/x"),
    }
    shorten_waits(found)
    assert found["default"]["OPTIONS"]["timeout"] == seconds
    assert "timeout" not in found["replica"]["OPTIONS"]
