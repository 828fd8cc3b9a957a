"""What members do with comments of others: mark them as helpful, and flag them."""

import pytest

from reviews.comments.models import Flag
from tests.factories import make_comment, make_member
from tests.pages import page

pytestmark = pytest.mark.django_db


def test_a_member_counts_once_as_helped_and_can_remove_the_mark(client, space, marie):
    comment = make_comment(space, "Doors close at six sharp.", marie)
    client.force_login(make_member("Tom"))
    for expected in (1, 0):
        client.post(f"/en/comments/{comment.pk}/helpful/")
        comment.refresh_from_db()
        assert comment.helpful_count == expected


def test_htmx_gets_the_button_as_it_stands_after_the_click(client, space, marie):
    comment = make_comment(space, "Doors close at six sharp.", marie)
    client.force_login(make_member("Tom"))
    for pressed, text in (("true", "Helpful 1"), ("false", "Helpful")):
        response = client.post(f"/en/comments/{comment.pk}/helpful/", headers={"hx-request": "true"})
        button = page(response).one("form.helpful button")
        assert (button["aria-pressed"], button.text) == (pressed, text)


def test_authors_cannot_mark_their_own_comments(client, space, marie):
    comment = make_comment(space, "Doors close at six sharp.", marie)
    client.force_login(marie)
    client.post(f"/en/comments/{comment.pk}/helpful/")
    comment.refresh_from_db()
    assert comment.helpful_count == 0


def test_a_member_flags_a_comment_once(client, space, marie):
    comment = make_comment(space, "Cheap watches.", marie)
    client.force_login(make_member("Tom"))
    url = f"/en/comments/{comment.pk}/flag/"
    first = page(client.post(url, {"reason": "spam"}, follow=True))
    assert first.texts(".messages li") == ["Thank you. A moderator will look at it."]
    second = page(client.post(url, {"reason": "false"}, follow=True))
    assert second.texts(".messages li") == ["You have already flagged this comment."]
    assert Flag.objects.get().reason == "spam"


def test_a_flag_needs_a_reason(client, space, marie):
    comment = make_comment(space, "Cheap watches.", marie)
    client.force_login(make_member("Tom"))
    client.post(f"/en/comments/{comment.pk}/flag/", {})
    assert not Flag.objects.exists()
