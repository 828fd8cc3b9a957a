"""WordPress's exports: which of the comments of a file are comments, and which of them are published."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from reviews.comments.choices import CommentState, SourceReason
from reviews.comments.models import Comment, ImportedThread
from reviews.moderation import decisions
from tests.factories import make_space, make_staff
from tests.pages import page
from tests.reviews.importers.exports import comment, item, wxr, wxr_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill(db):
    return make_space(name="The Mill", slug="the-mill")


def mill_item(*comments, **fields):
    return item(*comments, link="https://old.example/the-mill/", title="The Mill", slug="the-mill", **fields)


def states():
    return dict(Comment.objects.values_list("text", "state"))


@pytest.mark.parametrize("kind", ["", "comment", "review", "Comment"])
def test_comments_and_reviews_are_published(run, mill, kind):
    assert run(wxr(comment("1", "Good light.", type=kind)))["created"] == 1


@pytest.mark.parametrize("kind", ["pingback", "trackback"])
def test_pings_are_listed_as_mentions(run, mill, kind):
    assert run(wxr(comment("1", "They wrote of it.", type=kind)))["pingback"] == 1


@pytest.mark.parametrize(
    "kind", ["order_note", "action_log", "note", "editorial-comment", "like", "webmention", "unheard_of"]
)
def test_what_plugins_store_as_comments_is_not_imported(run, kind):
    text = wxr(comment("1", "card 4111 refused", type=kind), comment("2", "again", type=kind))
    report = run(text)
    assert report == {
        "read": 2,
        "skipped": 2,
        "problems": [
            {
                "ref": f"the type {kind}",
                "reason": "2 of them in the file: not written by visitors, not imported",
            }
        ],
    }
    assert not Comment.objects.exists()
    assert run(text) == report


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": "private"}, SourceReason.PRIVATE_PAGE),
        ({"status": "draft"}, SourceReason.DRAFT_PAGE),
        ({"status": "trash"}, SourceReason.TRASHED_PAGE),
        ({"status": "pending"}, SourceReason.PENDING_PAGE),
        ({"status": "future"}, SourceReason.FUTURE_PAGE),
        ({"status": "publish", "post_password": "x"}, SourceReason.PASSWORD_PAGE),
        ({"status": "wc-completed"}, "page:wc-completed"),
    ],
)
def test_comments_on_a_post_that_is_not_public_are_pending(run, mill, client, fields, reason):
    export = wxr_of(mill_item(comment("1", "Between us."), **fields))
    assert run(export) == {"read": 1, "held": 1}
    assert Comment.objects.get().pending_reason == reason
    assert "Between us" not in page(client.get("/en/spaces/the-mill/comments/")).text
    assert run(export) == {"read": 1, "unchanged": 1}


def test_a_spam_comment_on_a_private_post_is_pending_as_spam(run, mill):
    run(wxr_of(mill_item(comment("1", "Pills.", approved="spam"), status="private")))
    assert Comment.objects.get().pending_reason == SourceReason.SPAM


def test_the_queue_says_why_an_imported_comment_is_pending(run, mill, client):
    run(wxr_of(mill_item(comment("1", "Between us."), status="private")))
    client.force_login(make_staff())
    assert "on a private page" in page(client.get("/admin/moderation/")).one(".queue-item .meta").text


def test_what_moderators_decided_about_a_pending_comment_outlives_another_import(run, mill):
    export = wxr_of(
        mill_item(comment("1", "Between us."), comment("2", "Cheap watches."), status="private"),
    )
    run(export)
    decisions.approve(make_staff(), Comment.objects.get(text="Between us."), "fine")
    decisions.reject(make_staff(), Comment.objects.get(text="Cheap watches."), "spam")
    assert run(export) == {"read": 2, "unchanged": 2}
    assert states() == {"Between us.": CommentState.VISIBLE, "Cheap watches.": CommentState.REJECTED}


ATTACHMENT = {"post_type": "attachment", "status": "inherit", "post_id": "8"}


@pytest.mark.parametrize("order", [1, -1])
def test_comments_of_an_attachment_follow_its_post(run, mill, order):
    picture = item(
        comment("1", "Nice picture."), link="https://old.example/img/", title="img", slug="img",
        post_parent="7", **ATTACHMENT,
    )  # fmt: skip
    export = wxr_of(*[mill_item(), picture][::order])
    assert run(export) == {"read": 1, "created": 1}
    assert Comment.objects.get().thread.space == mill
    assert run(export) == {"read": 1, "unchanged": 1}


def test_comments_of_an_attachment_of_a_private_post_are_pending(run, mill):
    picture = item(comment("1", "Nice picture."), slug="img", post_parent="7", **ATTACHMENT)
    assert run(wxr_of(mill_item(status="private"), picture))["held"] == 1
    assert Comment.objects.get().pending_reason == SourceReason.PRIVATE_PAGE


@pytest.mark.parametrize(
    ("parent", "reason"), [("99", "its post 99 is not in the file"), ("0", "does not say which post")]
)
def test_comments_of_an_attachment_without_its_post_wait_as_a_thread(run, parent, reason):
    picture = item(comment("1", "Nice picture."), title="img", slug="img", post_parent=parent, **ATTACHMENT)
    report = run(wxr_of(picture))
    assert report["created"] == 1
    assert reason in report["problems"][0]["reason"]
    assert ImportedThread.objects.get().thread.subject is None


def test_a_date_in_the_future_is_reported_and_not_believed(run):
    export = wxr(comment("1", "From tomorrow.", date="2899-01-01 00:00:00"))
    report = run(export)
    assert report["problems"][0] == {
        "ref": "1",
        "reason": "its date 2899-01-01 is in the future: stored without a date",
    }
    stored = Comment.objects.get()
    assert not stored.has_date
    assert stored.posted_at <= timezone.now()
    assert run(export) == {"read": 1, "unchanged": 1}


def test_a_date_that_has_come_since_the_first_import_changes_nothing(run):
    export = wxr(comment("1", "From a clock that is fast.", date="2031-05-02 09:00:00"))
    with time_machine.travel(dt.datetime(2031, 5, 1, tzinfo=dt.UTC)):
        run(export)
    with time_machine.travel(dt.datetime(2031, 5, 3, tzinfo=dt.UTC)):
        assert run(export) == {"read": 1, "unchanged": 1}
