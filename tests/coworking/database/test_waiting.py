"""Few threads of a server wait for SQLite's lock, so that others are free for readers."""

import sqlite3
from contextlib import closing
from threading import Lock

import pytest
from django.db import connection
from django.test import Client

from coworking.database.writing import waiting
from reviews.comments.models import Comment
from tests.factories import make_member, make_space
from tests.pages import page
from tests.threads import at_once

pytestmark = pytest.mark.once
COMMENTS = "/en/spaces/the-mill/comments/"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="others write on PostgreSQL")
def test_of_many_writers_half_of_the_threads_wait_and_the_others_get_their_text_back_at_once(
    shared_database, monkeypatch
):
    monkeypatch.setattr(waiting, "_places", waiting.Places())
    monkeypatch.setattr(waiting, "QUEUE_SECONDS", 0)
    make_space("The Mill", slug="the-mill")
    client = Client(raise_request_exception=False)
    client.force_login(make_member("Marie"))
    assert client.get(COMMENTS).status_code == 200
    cookies, sent_away, counting = client.cookies, [], Lock()
    with closing(sqlite3.connect(connection.settings_dict["NAME"], check_same_thread=False)) as writer:
        writer.execute("BEGIN IMMEDIATE")

        def post(number):
            own = Client(raise_request_exception=False)
            own.handler = client.handler  # one server
            own.cookies = cookies
            response = own.post(COMMENTS, {"text": f"Text {number}"}, headers={"origin": "http://testserver"})
            with counting:
                if response.status_code == 503:
                    sent_away.append(page(response).one("textarea[name=text]").node.text().strip())
                if len(sent_away) == 3:
                    writer.rollback()
            return response.status_code

        statuses = at_once(5, post)
    assert sorted(statuses) == [302, 302, 503, 503, 503]
    stored = set(Comment.objects.values_list("text", flat=True))
    assert stored | set(sent_away) == {f"Text {number}" for number in range(5)}
    assert len(stored) == 2
