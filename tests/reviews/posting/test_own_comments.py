"""Editing and withdrawing one's own comments."""

import datetime as dt

import pytest
from django.utils import timezone

from reviews.comments.models import Comment
from reviews.duplicates.models import DuplicateReason
from tests.factories import make_comment, make_member
from tests.pages import page

pytestmark = pytest.mark.django_db
URL = "/en/spaces/atelier-nord/comments/"


def test_an_edit_preserves_the_former_text(client, space, marie):
    comment = make_comment(space, "The cofee is good.", marie)
    client.force_login(marie)
    client.post(f"/en/comments/{comment.pk}/edit/", {"text": "The coffee is good."})
    comment.refresh_from_db()
    assert comment.text == "The coffee is good."
    former = comment.duplicates.get()
    assert (former.text, former.reason) == ("The cofee is good.", DuplicateReason.EDITED)
    assert "edited" in page(client.get(URL)).one(f"#c{comment.pk}").texts(".byline .muted")


def test_an_edit_to_the_text_of_another_comment_is_refused(client, space, marie):
    make_comment(space, "The coffee is good.", marie)
    other = make_comment(space, "The tea is not.", marie)
    client.force_login(marie)
    response = client.post(f"/en/comments/{other.pk}/edit/", {"text": "The coffee is good!"})
    assert "You have already said this here" in page(response).one("form.stacked-form").text
    other.refresh_from_db()
    assert other.text == "The tea is not."


def test_old_comments_cannot_be_edited(client, space, marie):
    comment = make_comment(space, "Fine.", marie)
    Comment.objects.update(recorded_at=timezone.now() - dt.timedelta(hours=2))
    client.force_login(marie)
    response = client.post(f"/en/comments/{comment.pk}/edit/", {"text": "Awful."}, follow=True)
    assert page(response).texts(".messages li") == ["This comment can no longer be edited."]
    assert Comment.objects.get().text == "Fine."


@pytest.mark.parametrize("action", ["edit", "withdraw"])
def test_comments_of_others_are_not_found(client, space, marie, action):
    comment = make_comment(space, "Mine.", marie)
    client.force_login(make_member("Tom"))
    assert client.get(f"/en/comments/{comment.pk}/{action}/").status_code == 404
    assert client.post(f"/en/comments/{comment.pk}/{action}/", {"text": "Yours."}).status_code == 404
    assert Comment.objects.get().text == "Mine."


def test_a_withdrawn_comment_is_not_shown_and_its_replies_are(client, space, marie):
    comment = make_comment(space, "I take this back.", marie)
    make_comment(space, "I answer it.", make_member("Tom"), parent=comment)
    client.force_login(marie)
    client.post(f"/en/comments/{comment.pk}/withdraw/")
    assert page(client.get(URL)).texts("li.comment .comment-text") == ["I answer it."]
