"""Disqus's exports: whose posts they are, and which of them are published."""

import pytest

from reviews.comments.choices import CommentState, SourceReason
from reviews.comments.models import Author, Comment
from tests.factories import make_space

pytestmark = pytest.mark.django_db


def thread(number, slug, is_deleted="false"):
    return (
        f'<thread dsq:id="{number}"><id>{slug}</id><forum>old</forum><title>{slug}</title>'
        f"<isDeleted>{is_deleted}</isDeleted></thread>"
    )


def post(number, text, name="Bob", username="", email="", in_thread=1, **fields):
    author = f"<name>{name}</name>"
    author += f"<username>{username}</username>" if username else ""
    author += f"<email>{email}</email>" if email else ""
    more = "".join(f"<{key}>{value}</{key}>" for key, value in fields.items())
    return (
        f'<post dsq:id="{number}"><message>{text}</message><createdAt>2012-01-02T00:00:00Z</createdAt>{more}'
        f'<author>{author}</author><thread dsq:id="{in_thread}"/></post>'
    )


def disqus(*parts):
    return (
        '<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">'
        f'<category dsq:id="1"><forum>old</forum></category>{"".join(parts)}</disqus>'
    )


@pytest.fixture
def mill(db):
    return make_space(name="The Mill", slug="the-mill")


def test_people_of_one_name_are_distinguished_by_their_usernames(run, mill):
    posts = [post(1, "+1", username="bob"), post(2, "+1", username="bob2"), post(3, "+1", username="bob")]
    export = disqus(thread(1, "the-mill"), *posts)
    assert run(export) == {"read": 3, "created": 2, "duplicate_exact": 1}
    assert Author.objects.filter(name="Bob").count() == 2
    assert run(export) == {"read": 3, "unchanged": 3}


def test_one_address_is_one_person_whatever_the_username(run, mill):
    posts = [post(1, "+1", username="bob", email="b@example.org"), post(2, "+1", email="b@example.org")]
    assert run(disqus(thread(1, "the-mill"), *posts))["duplicate_exact"] == 1


def test_one_person_may_change_their_shown_name(run, mill):
    posts = [post(1, "Good light.", username="bob"), post(2, "Good light!", name="Robert", username="bob")]
    assert run(disqus(thread(1, "the-mill"), *posts))["duplicate_normalised"] == 1


def test_posts_of_a_deleted_thread_are_pending(run, mill):
    export = disqus(thread(1, "the-mill", is_deleted="true"), post(1, "In a deleted thread."))
    assert run(export) == {"read": 1, "held": 1}
    assert Comment.objects.get().pending_reason == SourceReason.DELETED_PAGE
    assert run(export) == {"read": 1, "unchanged": 1}


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ({"isSpam": "true"}, "spam"),
        ({"isDeleted": "true"}, "deleted"),
        ({"isApproved": "false"}, "unapproved"),
    ],
)
def test_a_post_is_pending_for_its_own_reason_first(run, mill, field, reason):
    run(disqus(thread(1, "the-mill", is_deleted="true"), post(1, "Gone.", **field)))
    assert Comment.objects.get().pending_reason == reason


def test_posts_may_come_before_their_threads(run, mill):
    deleted = make_space(name="The Barn", slug="the-barn")
    export = disqus(
        post(1, "Before it."),
        post(2, "In the barn.", in_thread=2),
        thread(1, "the-mill"),
        thread(2, "the-barn", is_deleted="true"),
        post(3, "After it."),
        post(4, "Nowhere.", in_thread=77),
    )
    assert run(export)["read"] == 4
    assert set(Comment.objects.visible().filter(thread__space=mill).values_list("text", flat=True)) == {
        "Before it.", "After it.",
    }  # fmt: skip
    assert Comment.objects.get(thread__space=deleted).state == CommentState.PENDING
    assert Comment.objects.get(text="Nowhere.").thread.subject is None
    assert run(export)["unchanged"] == 4
