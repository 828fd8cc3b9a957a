"""Moderators act with a reason; every act leaves a row and can be taken back."""

import pytest
from django.core import mail
from django.core.management import call_command

from coworking.audit.registry import NotPossible
from reviews.comments.choices import CommentState
from reviews.comments.models import Author, Comment, Flag, ImportedThread, Thread
from reviews.duplicates.models import DuplicateComment
from reviews.moderation import decisions, queues
from reviews.moderation.log import moderation_log
from reviews.moderation.models import ModerationLogEntry
from reviews.near_duplicates.models import NearMatch
from reviews.posting.workflow import post_as_member
from tests.factories import make_comment, make_member, make_space, make_user

pytestmark = pytest.mark.django_db
NEAR = (
    "The meeting rooms are bright and quiet, and the coffee is good.",
    "The meeting rooms are bright and quiet, and the cofee is realy good.",
)


@pytest.fixture
def space(db):
    return make_space(slug="here")


@pytest.fixture
def boss(client):
    user = make_user("boss@example.org", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def act(client, action, **data):
    response = client.post("/admin/moderation/act/", {"action": action, "reason": "because", **data})
    assert response.status_code == 302
    return ModerationLogEntry.objects.first()


def test_held_comments_wait_and_are_approved(client, space, boss, django_capture_on_commit_callbacks):
    marie = make_member()
    comment = make_comment(space, "See https://example.org", marie)
    assert "See " in client.get("/admin/moderation/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        done = act(client, "approve", pk=comment.pk)
    comment.refresh_from_db()
    assert comment.state == CommentState.VISIBLE
    assert (done.actor, done.action, done.reason) == (boss, "approve", "because")
    assert mail.outbox[0].to == [marie.email]
    assert not queues.held().exists()
    act(client, "undo", pk=done.pk)
    comment.refresh_from_db()
    assert (comment.state, comment.pending_reason) == (CommentState.PENDING, "link")


def test_flagged_comments_wait_and_are_taken_down(client, space, boss):
    comment = make_comment(space, "Cheap watches for all.")
    Flag.objects.create(comment=comment, member=make_member("Tom"), reason="spam", note="look at it")
    page = client.get("/admin/moderation/?queue=flagged").content.decode()
    assert "look at it" in page
    done = act(client, "reject", pk=comment.pk, queue="flagged")
    assert not queues.flagged().exists()
    assert "Cheap watches" not in client.get("/en/spaces/here/").content.decode()
    moderation_log.undo(boss, done, "wrong")
    assert queues.flagged().count() == 1
    assert Comment.objects.get().state == CommentState.VISIBLE


def test_what_was_taken_down_is_not_said_again(client, space, boss):
    marie = make_member()
    decisions.reject(boss, make_comment(space, "Cheap watches.", marie), "spam")
    client.force_login(marie)
    page = client.post("/en/spaces/here/comments/", {"text": "cheap watches"}, follow=True).content.decode()
    assert "a moderator did not let it stand" in page
    assert Comment.objects.get().state == CommentState.REJECTED


def test_near_matches_wait_with_their_differences_marked(client, space, boss):
    marie = make_member()
    first, second = (make_comment(space, text, marie) for text in NEAR)
    near = NearMatch.objects.get()
    assert (near.first, near.second) == (first, second)
    page = client.get("/admin/moderation/?queue=near").content.decode()
    assert "<del>coffee</del>" in page
    assert "<ins>cofee</ins>" in page
    assert "<ins>realy</ins>" in page


def test_folding_keeps_the_evidence_and_is_undone(client, space, boss):
    marie = make_member()
    first, second = (make_comment(space, text, marie) for text in NEAR)
    answer = make_comment(space, "I agree with that.", make_member("Tom"), parent=second)
    done = act(client, "fold", pk=NearMatch.objects.get().pk)
    for row in (first, second, answer):
        row.refresh_from_db()
    assert (first.duplicate_count, second.state, answer.parent, answer.root) == (
        1,
        CommentState.MERGED,
        first,
        first,
    )
    assert first.duplicates.get().text == NEAR[1]
    moderation_log.undo(boss, done, "they differ")
    for row in (first, second, answer):
        row.refresh_from_db()
    assert (first.duplicate_count, second.state, answer.parent, answer.root) == (
        0,
        CommentState.VISIBLE,
        second,
        second,
    )
    assert queues.near().count() == 1


def test_what_was_judged_apart_does_not_come_back(client, space, boss):
    marie = make_member()
    for text in NEAR:
        make_comment(space, text, marie)
    act(client, "keep_apart", pk=NearMatch.objects.get().pk)
    assert not queues.near().exists()


def test_a_split_makes_a_comment_that_is_not_folded_again(client, space, boss):
    marie = make_member()
    comment = make_comment(space, "Good light here.", marie)
    make_comment(space, "good LIGHT here!", marie)
    page = client.get(f"/admin/reviews/comment/{comment.pk}/change/").content.decode()
    assert "said 2 times" in page
    done = act(client, "split", pk=DuplicateComment.objects.get().pk)
    comment.refresh_from_db()
    assert comment.duplicate_count == 0
    own = Comment.objects.exclude(pk=comment.pk).get()
    assert own.text == "good LIGHT here!"
    call_command("renormalise", "--apply", verbosity=0)
    assert Comment.objects.filter(state=CommentState.VISIBLE).count() == 2
    post_as_member(marie, comment.thread, "good light here")
    assert Comment.objects.filter(state=CommentState.VISIBLE).count() == 2
    moderation_log.undo(boss, done, "the same after all")
    own.refresh_from_db()
    comment.refresh_from_db()
    assert own.state == CommentState.MERGED
    assert comment.duplicate_count == 2


def test_samples_are_no_campaign(db):
    for _number in range(3):
        make_comment(make_space(is_sample=True), "The chairs are fine for half a day, no more.")
    assert not queues.groups().exists()


def test_one_text_by_many_is_one_group(client, space, boss):
    text = "An amazing place, everybody should come and visit it now."
    for name in ("A", "B", "C"):
        make_comment(space, text, make_member(name))
    make_comment(make_space(), text, make_member("D"))
    make_comment(space, "Thank you!", make_member("E"))
    make_comment(space, "Thank you!", make_member("F"))
    group = queues.groups().get()
    assert (group["size"], group["authors"], group["threads"]) == (4, 4, 2)
    assert (
        "Said 4 times · authors: 4 · threads: 2"
        in client.get("/admin/moderation/?queue=groups").content.decode()
    )
    act(client, "judge", fingerprint=group["fingerprint"], size=group["size"])
    assert not queues.groups().exists()
    make_comment(space, text, make_member("G"))
    assert queues.groups().count() == 1


def test_a_thread_without_a_place_is_placed_and_taken_back(client, space, boss):
    waiting = Thread.objects.create(title="Old page")
    imported = ImportedThread.objects.create(source="old.example", ref="1", title="Old page", thread=waiting)
    author = Author.objects.create(key="mail:x", name="Ann")
    standing = post_as_member(make_member(), make_comment(space).thread, "Another word.").comment
    for text in ("Said twice.", "Said once."):
        Comment.objects.create(thread=waiting, author=author, text=text, fingerprint=text, origin=imported)
    double = Comment.objects.create(
        thread=standing.thread, author=author, text="Said twice!", fingerprint="Said twice."
    )
    assert "Old page" in client.get("/admin/moderation/?queue=unassigned").content.decode()
    done = act(client, "assign", pk=imported.pk, subject="/en/spaces/here/")
    double.refresh_from_db()
    assert double.duplicate_count == 1
    page = client.get("/en/spaces/here/comments/").content.decode()
    assert "Said once." in page
    assert not queues.unassigned().exists()
    moderation_log.undo(boss, done, "wrong place")
    double.refresh_from_db()
    assert double.duplicate_count == 0
    assert waiting.comments.filter(state=CommentState.VISIBLE).count() == 2
    assert queues.unassigned().count() == 1


def test_a_mistyped_place_changes_nothing(client, boss):
    waiting = Thread.objects.create(title="Old page")
    imported = ImportedThread.objects.create(source="old.example", ref="1", title="Old page", thread=waiting)
    client.post(
        "/admin/moderation/act/", {"action": "assign", "pk": imported.pk, "subject": "/en/spaces/nowhere/"}
    )
    assert not ModerationLogEntry.objects.exists()
    assert queues.unassigned().count() == 1


def test_the_banned_wait_for_a_moderator(client, space, boss):
    marie = make_member()
    comment = make_comment(space, "Nonsense, all of it.", marie)
    done = act(client, "ban", pk=comment.pk)
    assert make_comment(space, "More nonsense from me.", marie).state == CommentState.PENDING
    moderation_log.undo(boss, done, "forgiven")
    assert make_comment(space, "A sensible word at last.", marie).state == CommentState.VISIBLE


def test_an_act_is_taken_back_once(space, boss):
    done = decisions.reject(boss, make_comment(space), "spam")
    moderation_log.undo(boss, done, "wrong")
    with pytest.raises(NotPossible):
        moderation_log.undo(boss, done, "wrong")


@pytest.mark.parametrize("staff", [False, True])
def test_nobody_else_moderates(client, space, staff):
    comment = make_comment(space)
    client.force_login(make_user(is_staff=staff))
    expected = 403 if staff else 302
    assert client.get("/admin/moderation/").status_code == expected
    response = client.post("/admin/moderation/act/", {"action": "reject", "pk": comment.pk, "reason": "x"})
    assert response.status_code == expected
    assert Comment.objects.get().state == CommentState.VISIBLE


def test_rows_change_by_acts_only(client, space, boss):
    comment = make_comment(space)
    response = client.post(f"/admin/reviews/comment/{comment.pk}/change/", {"text": "Not what she said."})
    assert response.status_code == 403
    assert client.get("/admin/reviews/comment/").status_code == 200
    assert client.get("/admin/reviews/moderationlogentry/").status_code == 200
    assert client.get("/admin/").status_code == 200
