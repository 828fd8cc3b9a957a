"""Editing and withdrawing one's own comments."""

import datetime as dt

import pytest
from django.utils import timezone

from coworking.audit.registry import NotPossible
from reviews.comments.choices import CommentState, PendingReason
from reviews.comments.models import Author, Comment
from reviews.duplicates.models import DuplicateReason
from reviews.fingerprint import VERSION, fingerprint
from reviews.posting.workflow import edit, may_edit, post_as_member, withdraw
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


# Rules of the workflow


def test_a_comment_may_be_edited_while_it_waits_and_waits_then_still(space, marie):
    comment = make_comment(space, "See https://example.org", marie)
    assert edit(comment, marie, "Read https://example.org")
    comment.refresh_from_db()
    assert (comment.text, comment.state) == ("Read https://example.org", CommentState.PENDING)
    assert edit(comment, marie, "Read it.")
    comment.refresh_from_db()
    assert (comment.state, comment.pending_reason) == (CommentState.PENDING, PendingReason.LINK)


@pytest.mark.parametrize(("seconds", "may"), [(-5, True), (5, False)])
def test_a_comment_may_be_edited_for_the_minutes_of_the_setting(space, marie, settings, seconds, may):
    comment = make_comment(space, "Fine.", marie)
    age = dt.timedelta(minutes=settings.COMMENT_EDIT_MINUTES, seconds=seconds)
    comment.recorded_at = timezone.now() - age
    assert may_edit(comment, marie) is may
    assert not may_edit(comment, make_member("Tom"))


def test_nobody_edits_an_imported_comment_here(space, marie):
    comment = make_comment(space, "Fine.", marie)
    comment.author = Author.objects.create(key="mail:x", user=marie)
    comment.save(update_fields=["author"])
    assert not may_edit(comment, marie)
    with pytest.raises(NotPossible):
        edit(comment, marie, "Awful.")


def test_an_edit_to_the_same_text_changes_nothing(space, marie):
    comment = make_comment(space, "Fine.", marie)
    assert edit(comment, marie, "Fine.")
    comment.refresh_from_db()
    assert (comment.edited_at, comment.duplicates.count()) == (None, 0)


def test_an_edited_comment_is_known_by_its_new_text(space, marie):
    comment = make_comment(space, "Fine.", marie)
    Comment.objects.update(fingerprint_version=0)
    assert edit(comment, marie, "Awful.")
    comment.refresh_from_db()
    assert (comment.fingerprint, comment.fingerprint_version) == (fingerprint("Awful."), VERSION)
    assert abs(timezone.now() - comment.edited_at) < dt.timedelta(minutes=5)
    again = post_as_member(marie, comment.thread, "awful")
    assert (again.comment, again.is_new) == (comment, False)
    assert post_as_member(marie, comment.thread, "Fine.").is_new


def test_a_refused_edit_leaves_no_former_text(space, marie):
    make_comment(space, "The coffee is good.", marie)
    other = make_comment(space, "The tea is not.", marie)
    assert edit(other, marie, "The coffee is good!") is False
    assert other.duplicates.count() == 0


def test_a_comment_is_withdrawn_unless_a_moderator_took_it_down(space, marie):
    comment = make_comment(space, "Fine.", marie)
    for state, may in (("visible", True), ("pending", True), ("rejected", False), ("merged", False)):
        Comment.objects.update(state=CommentState[state.upper()])
        assert withdraw(comment) is may
        comment.refresh_from_db()
        assert (comment.state == CommentState.DELETED) is may


def test_a_text_that_was_withdrawn_has_the_form_that_it_is_posted_with_again(space, marie):
    comment = make_comment(space, "Fine.", marie, token="first")
    withdraw(comment)
    assert post_as_member(marie, comment.thread, "Fine.", token="second").is_new
    assert not post_as_member(marie, comment.thread, "Fine.", token="second").is_new
    comment.refresh_from_db()
    assert (comment.token, comment.duplicate_count) == ("second", 0)
    assert not post_as_member(marie, comment.thread, "Fine.", token="third").is_new
    assert not post_as_member(marie, comment.thread, "Fine.").is_new
    comment.refresh_from_db()
    assert comment.duplicate_count == 2


def test_a_comment_is_stored_with_its_language_which_its_author_gets_e_mails_in(space, marie):
    comment = make_comment(space, "Très bien.", marie, language="fr")
    assert (comment.language, comment.fingerprint_version) == ("fr", VERSION)
    assert Author.objects.get(user=marie).language == "fr"
    make_comment(space, "Very good.", make_member("Tom"), language="en")
    make_comment(space, "Fine.", marie)
    assert Author.objects.get(user=marie).language == "fr"


def test_a_reply_to_a_reply_is_in_the_thread_of_the_first_comment(space, marie):
    first = make_comment(space, "Is there parking?", marie)
    second = make_comment(space, "Behind the house.", make_member("Tom"), parent=first)
    third = make_comment(space, "Thank you both.", marie, parent=second)
    assert (first.root, second.root, third.root) == (None, first, first)
    assert (third.parent, second.parent) == (second, first)


def test_nobody_is_notified_of_a_reply_that_waits(
    space, marie, mailoutbox, django_capture_on_commit_callbacks
):
    parent = make_comment(space, "Is there parking?", marie)
    with django_capture_on_commit_callbacks(execute=True):
        make_comment(space, "See https://example.org", make_member("Tom"), parent=parent)
    assert mailoutbox == []


@pytest.mark.parametrize("text", ["see www.example", "HTTP://x", "shop.example.com", "buy at cheap.shop now"])
def test_links_of_every_form_wait(space, marie, text):
    assert make_comment(space, text, marie).pending_reason == PendingReason.LINK


@pytest.mark.parametrize(("published", "waits"), [(2, True), (3, False)])
def test_a_member_is_trusted_from_the_third_published_comment_on(space, marie, published, waits):
    for number in range(published):
        make_comment(space, f"Visit number {number} was pleasant.", marie)
    make_comment(space, "Look: https://example.net", make_member("Tom"))
    comment = make_comment(space, "Their hours: https://example.org", marie)
    assert (comment.state == CommentState.PENDING) is waits
    assert comment.pending_reason == (PendingReason.LINK if waits else "")
