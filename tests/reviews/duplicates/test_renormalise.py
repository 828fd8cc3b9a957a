"""The command renormalise: fingerprints of old comments are updated, and new duplicates merged."""

import io

import pytest
from django.core.management import call_command

from reviews.comments.choices import CommentState
from reviews.comments.models import Comment
from reviews.duplicates.models import DuplicateComment, DuplicateReason
from reviews.fingerprint import VERSION, fingerprint
from reviews.moderation import decisions
from tests.factories import make_comment, make_member, make_staff
from tests.pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def old_comments(space, marie):
    """Two comments that an older normaliser did not recognise as the same, and a reply to the second."""
    first = make_comment(space, "Good light here.", marie)
    second = make_comment(space, "Another text.", marie)
    reply = make_comment(space, "I agree with that.", make_member("Tom"), parent=second)
    Comment.objects.filter(pk=second.pk).update(text="good LIGHT here!", fingerprint_version=VERSION - 1)
    return first, second, reply


def renormalise(*options):
    out = io.StringIO()
    call_command("renormalise", *options, stdout=out)
    return out.getvalue()


def test_it_lists_changes_and_writes_nothing_without_apply(old_comments):
    _first, second, _reply = old_comments
    output = renormalise()
    assert f"merged: comment {second.pk}: 'good LIGHT here!'" in output
    assert "1 looked at, 0 printed anew, 1 merged. Nothing was written; --apply does it." in output
    assert not DuplicateComment.objects.exists()


def test_it_merges_the_later_comment_and_moves_its_replies(client, old_comments):
    first, second, reply = old_comments
    renormalise("--apply")
    for comment in old_comments:
        comment.refresh_from_db()
    assert (second.state, second.fingerprint) == (CommentState.MERGED, fingerprint("Good light here."))
    duplicate = first.duplicates.get()
    assert (duplicate.merged_comment, duplicate.reason) == (second, DuplicateReason.NORMALISED)
    assert first.duplicate_count == 1
    assert (reply.parent, reply.root) == (first, first)
    texts = page(client.get("/en/spaces/atelier-nord/comments/")).texts("li.comment .comment-text")
    assert texts == ["Good light here.", "I agree with that."]


def test_it_updates_the_fingerprint_of_a_comment_without_duplicate(space, marie):
    comment = make_comment(space, "Good light here.", marie)
    Comment.objects.update(fingerprint="old", fingerprint_version=VERSION - 1)
    assert "1 looked at, 1 printed anew, 0 merged." in renormalise("--apply")
    comment.refresh_from_db()
    assert (comment.fingerprint, comment.fingerprint_version) == (fingerprint(comment.text), VERSION)


def test_comments_of_the_current_version_are_read_on_request_only(space, marie):
    make_comment(space, "Good light here.", marie)
    assert renormalise("--apply").startswith("0 looked at")
    assert renormalise("--apply", "--all").startswith("1 looked at")


@pytest.mark.parametrize("rejected", [0, 1])
def test_a_rejection_of_either_comment_holds(client, old_comments, rejected):
    decisions.reject(make_staff(), old_comments[rejected], "spam")
    renormalise("--apply")
    texts = page(client.get("/en/spaces/atelier-nord/comments/")).texts("li.comment .comment-text")
    assert texts == ["I agree with that."]
    assert Comment.objects.get(pk=old_comments[0].pk).state == CommentState.REJECTED
