"""The page of a thread: order, replies, pages, and what is shown of each comment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.comments.choices import CommentState
from reviews.comments.models import Comment
from spaces.managers.models import Role
from tests.factories import make_comment, make_member
from tests.pages import page

pytestmark = pytest.mark.django_db
URL = "/en/spaces/atelier-nord/comments/"
TEXTS = "li.comment .comment-text"


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', '<a href="javascript:alert(1)">x</a>'],
)
def test_markup_of_a_comment_is_shown_as_text(client, space, marie, text):
    make_comment(space, text, marie)
    Comment.objects.update(state=CommentState.VISIBLE)
    shown = page(client.get(URL)).one(TEXTS)
    assert not shown.has("script, img, a")
    assert shown.text == text


def test_links_are_marked_as_user_generated_content(client, space, marie):
    make_comment(space, "See https://example.org/menu for the menu", marie)
    Comment.objects.update(state=CommentState.VISIBLE)
    link = page(client.get(URL)).one(f"{TEXTS} a")
    assert (link["href"], link["rel"]) == ("https://example.org/menu", "nofollow ugc noopener")


def test_the_most_helpful_come_first_on_request(client, space, marie):
    make_comment(space, "First thing said.", marie)
    useful = make_comment(space, "Second thing said.", marie)
    make_comment(space, "Third thing said.", marie)
    Comment.objects.filter(pk=useful.pk).update(helpful_count=3)
    shown = page(client.get(f"{URL}?order=helpful"))
    assert shown.texts(TEXTS) == ["Second thing said.", "Third thing said.", "First thing said."]


def test_withdrawn_comments_stay_without_their_text_above_replies(client, space, marie):
    comment = make_comment(space, "I take this back.", marie)
    reply = make_comment(space, "I answer it.", make_member("Tom"), parent=comment)
    Comment.objects.filter(pk=comment.pk).update(state=CommentState.DELETED)
    shown = page(client.get(URL))
    assert shown.one(f"#c{comment.pk}").text == "This comment was withdrawn by its author."
    assert shown.one(f"#c{reply.pk} .comment-text").text == "I answer it."


def test_a_foreign_language_is_named_and_declared(client, space, marie):
    make_comment(space, "Heel rustig en licht.", marie, language="nl")
    comment = page(client.get(URL)).one("li.comment")
    assert comment.one(".comment-text")["lang"] == "nl"
    assert "Nederlands" in comment.texts(".tag")


def test_comments_of_a_manager_have_a_badge(client, space, marie):
    Role.objects.create(space=space, member=marie)
    own = make_comment(space, "We have ordered new chairs.", marie)
    other = make_comment(space, "The chairs are old.")
    shown = page(client.get(URL))
    assert "manages this place" in shown.one(f"#c{own.pk}").texts(".tag")
    assert "manages this place" not in shown.one(f"#c{other.pk}").texts(".tag")


def test_long_threads_have_pages_of_twenty(client, space, marie):
    for number in range(25):
        make_comment(space, f"Remark {number:02d} about something quite different.", marie)
    assert len(page(client.get(URL)).select("li.comment")) == 20
    assert len(page(client.get(f"{URL}?page=2")).select("li.comment")) == 5
    assert client.get(f"{URL}?page=999999").status_code == 200


def test_queries_do_not_grow_with_the_thread(client, space, marie):
    def fill(first, last):
        for number in range(first, last):
            root = make_comment(space, f"Remark {number} on matter {number}.", make_member(f"M{number}"))
            make_comment(space, f"Answer {number} on matter {number}.", marie, parent=root)

    fill(0, 2)
    client.force_login(marie)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    fill(2, 15)
    with CaptureQueriesContext(connection) as many:
        client.get(URL)
    assert len(many) <= len(few)
    assert len(many) <= 7  # one of them for the data versions, by which the footer is memoised
