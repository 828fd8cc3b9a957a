"""Decisions of moderators: each has a reason, is logged, and can be undone."""

import datetime as dt

import pytest
from django.core import mail
from django.core.management import call_command

from coworking.accounts.models import User
from coworking.audit.registry import NotPossible
from reviews.comments.choices import CommentState
from reviews.comments.models import Author, Comment, Flag, ImportedThread, Thread
from reviews.duplicates.models import DuplicateComment
from reviews.moderation import decisions, queues
from reviews.moderation.log import moderation_log
from reviews.moderation.models import ModerationLogEntry
from reviews.near_duplicates.models import JudgedGroup, NearMatch
from reviews.posting.workflow import edit, post_as_member
from tests.factories import make_comment, make_member, make_space, make_user
from tests.pages import page

pytestmark = pytest.mark.django_db
QUEUES = "/admin/moderation/"
THEN = dt.datetime(2019, 5, 4, 12, 0, tzinfo=dt.UTC)
NEAR = (
    "The meeting rooms are bright and quiet, and the coffee is good.",
    "The meeting rooms are bright and quiet, and the cofee is realy good.",
)


@pytest.fixture
def space(db):
    return make_space(slug="here")


@pytest.fixture
def moderator(client):
    user = make_user("moderator@example.org", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def decide(client, action, **data):
    """Send the form of a decision, and return its entry in the log."""
    response = client.post("/admin/moderation/act/", {"action": action, "reason": "because", **data})
    assert response.status_code == 302
    return ModerationLogEntry.objects.first()


def test_a_pending_comment_is_approved_and_its_author_notified(
    client, space, moderator, django_capture_on_commit_callbacks
):
    marie = make_member()
    comment = make_comment(space, "See https://example.org", marie)
    assert page(client.get(QUEUES)).has(".text", "See https://example.org")
    with django_capture_on_commit_callbacks(execute=True):
        entry = decide(client, "approve", pk=comment.pk)
    comment.refresh_from_db()
    assert comment.state == CommentState.VISIBLE
    assert (entry.actor, entry.action, entry.reason) == (moderator, "approve", "because")
    assert mail.outbox[0].to == [marie.email]
    assert not queues.pending().exists()
    decide(client, "undo", pk=entry.pk)
    comment.refresh_from_db()
    assert (comment.state, comment.pending_reason) == (CommentState.PENDING, "link")


def test_a_flagged_comment_is_rejected_and_no_longer_shown(client, space, moderator):
    comment = make_comment(space, "Cheap watches for all.")
    Flag.objects.create(comment=comment, member=make_member("Tom"), reason="spam", note="look at it")
    assert page(client.get(f"{QUEUES}?queue=flagged")).has("li", "look at it")
    entry = decide(client, "reject", pk=comment.pk, queue="flagged")
    assert not queues.flagged().exists()
    assert "Cheap watches" not in client.get("/en/spaces/here/").content.decode()
    moderation_log.undo(moderator, entry, "wrong")
    assert queues.flagged().count() == 1
    assert Comment.objects.get().state == CommentState.VISIBLE


def test_a_rejected_text_cannot_be_posted_again(client, space, moderator):
    marie = make_member()
    decisions.reject(moderator, make_comment(space, "Cheap watches.", marie), "spam")
    client.force_login(marie)
    response = client.post("/en/spaces/here/comments/", {"text": "cheap watches"}, follow=True)
    assert "a moderator did not let it stand" in page(response).one(".messages").text
    assert Comment.objects.get().state == CommentState.REJECTED


def test_near_matches_are_queued_with_their_differences_marked(client, space, moderator):
    marie = make_member()
    first, second = (make_comment(space, text, marie) for text in NEAR)
    near = NearMatch.objects.get()
    assert (near.first, near.second) == (first, second)
    pair = page(client.get(f"{QUEUES}?queue=near")).one(".pair")
    assert pair.texts("del") == ["coffee"]
    assert pair.texts("ins") == ["cofee", "realy"]


def test_merging_near_matches_preserves_the_text_and_can_be_undone(client, space, moderator):
    marie = make_member()
    first, second = (make_comment(space, text, marie) for text in NEAR)
    answer = make_comment(space, "I agree with that.", make_member("Tom"), parent=second)
    entry = decide(client, "fold", pk=NearMatch.objects.get().pk)
    for row in (first, second, answer):
        row.refresh_from_db()
    assert (first.duplicate_count, second.state, answer.parent, answer.root) == (
        1,
        CommentState.MERGED,
        first,
        first,
    )
    assert first.duplicates.get().text == NEAR[1]
    moderation_log.undo(moderator, entry, "they differ")
    for row in (first, second, answer):
        row.refresh_from_db()
    assert (first.duplicate_count, second.state, answer.parent, answer.root) == (
        0,
        CommentState.VISIBLE,
        second,
        second,
    )
    assert queues.near().count() == 1


def test_a_pair_that_is_not_the_same_is_not_queued_again(client, space, moderator):
    marie = make_member()
    for text in NEAR:
        make_comment(space, text, marie)
    decide(client, "keep_apart", pk=NearMatch.objects.get().pk)
    assert not queues.near().exists()


def test_a_comment_that_was_split_off_is_not_merged_again(client, space, moderator):
    marie = make_member()
    comment = make_comment(space, "Good light here.", marie)
    make_comment(space, "good LIGHT here!", marie)
    assert page(client.get(f"/admin/reviews/comment/{comment.pk}/change/")).has("h2", "said 2 times")
    entry = decide(client, "split", pk=DuplicateComment.objects.get().pk)
    comment.refresh_from_db()
    assert comment.duplicate_count == 0
    own = Comment.objects.exclude(pk=comment.pk).get()
    assert own.text == "good LIGHT here!"
    call_command("renormalise", "--apply", verbosity=0)
    assert Comment.objects.filter(state=CommentState.VISIBLE).count() == 2
    post_as_member(marie, comment.thread, "good light here")
    assert Comment.objects.filter(state=CommentState.VISIBLE).count() == 2
    moderation_log.undo(moderator, entry, "the same after all")
    own.refresh_from_db()
    comment.refresh_from_db()
    assert own.state == CommentState.MERGED
    assert comment.duplicate_count == 2


def test_repeated_texts_on_samples_are_not_queued(db):
    for _number in range(3):
        make_comment(make_space(is_sample=True), "The chairs are fine for half a day, no more.")
    assert not queues.groups().exists()


def test_one_text_by_several_authors_is_a_group_until_judged(client, space, moderator):
    text = "An amazing place, everybody should come and visit it now."
    for name in ("A", "B", "C"):
        make_comment(space, text, make_member(name))
    make_comment(make_space(), text, make_member("D"))
    make_comment(space, "Thank you!", make_member("E"))
    make_comment(space, "Thank you!", make_member("F"))
    group = queues.groups().get()
    assert (group["size"], group["authors"], group["threads"]) == (4, 4, 2)
    shown = page(client.get(f"{QUEUES}?queue=groups"))
    assert shown.has(".meta", "Said 4 times · authors: 4 · threads: 2")
    decide(client, "judge", fingerprint=group["fingerprint"], size=group["size"])
    assert not queues.groups().exists()
    make_comment(space, text, make_member("G"))
    assert queues.groups().count() == 1


def test_an_imported_thread_is_assigned_to_a_space_and_back(client, space, moderator):
    waiting = Thread.objects.create(title="Old page")
    imported = ImportedThread.objects.create(source="old.example", ref="1", title="Old page", thread=waiting)
    author = Author.objects.create(key="mail:x", name="Ann")
    thread = make_comment(space).thread
    for text in ("Twice.", "Once."):
        Comment.objects.create(thread=waiting, author=author, text=text, fingerprint=text, origin=imported)
    canonical = Comment.objects.create(thread=thread, author=author, text="Twice!", fingerprint="Twice.")
    assert page(client.get(f"{QUEUES}?queue=unassigned")).has("b", "Old page")
    entry = decide(client, "assign", pk=imported.pk, subject="/en/spaces/here/")
    canonical.refresh_from_db()
    assert canonical.duplicate_count == 1
    assert "Once." in page(client.get("/en/spaces/here/comments/")).texts("li.comment .comment-text")
    assert not queues.unassigned().exists()
    moderation_log.undo(moderator, entry, "wrong place")
    canonical.refresh_from_db()
    assert canonical.duplicate_count == 0
    assert waiting.comments.filter(state=CommentState.VISIBLE).count() == 2
    assert queues.unassigned().count() == 1


def test_an_unknown_space_is_refused(client, moderator):
    waiting = Thread.objects.create(title="Old page")
    imported = ImportedThread.objects.create(source="old.example", ref="1", title="Old page", thread=waiting)
    client.post(
        "/admin/moderation/act/", {"action": "assign", "pk": imported.pk, "subject": "/en/spaces/nowhere/"}
    )
    assert not ModerationLogEntry.objects.exists()
    assert queues.unassigned().count() == 1


def test_comments_of_a_banned_author_are_pending(client, space, moderator):
    marie = make_member()
    comment = make_comment(space, "Nonsense, all of it.", marie)
    entry = decide(client, "ban", pk=comment.pk)
    assert make_comment(space, "More nonsense from me.", marie).state == CommentState.PENDING
    moderation_log.undo(moderator, entry, "forgiven")
    assert make_comment(space, "A sensible remark at last.", marie).state == CommentState.VISIBLE


def test_a_decision_is_undone_once(space, moderator):
    entry = decisions.reject(moderator, make_comment(space), "spam")
    moderation_log.undo(moderator, entry, "wrong")
    with pytest.raises(NotPossible):
        moderation_log.undo(moderator, entry, "wrong")


@pytest.mark.parametrize("staff", [False, True])
def test_other_users_cannot_moderate(client, space, staff):
    comment = make_comment(space)
    client.force_login(make_user(is_staff=staff))
    expected = 403 if staff else 302
    assert client.get(QUEUES).status_code == expected
    response = client.post("/admin/moderation/act/", {"action": "reject", "pk": comment.pk, "reason": "x"})
    assert response.status_code == expected
    assert Comment.objects.get().state == CommentState.VISIBLE


def test_the_admin_of_comments_is_read_only(client, space, moderator):
    comment = make_comment(space)
    response = client.post(f"/admin/reviews/comment/{comment.pk}/change/", {"text": "Not what she said."})
    assert response.status_code == 403
    assert client.get("/admin/reviews/comment/").status_code == 200
    assert client.get("/admin/reviews/moderationlogentry/").status_code == 200
    assert client.get("/admin/").status_code == 200


# What each decision stores, and what undoing it restores


def test_a_copy_becomes_a_comment_with_all_that_the_one_it_was_split_off_has(space, moderator):
    marie = make_member()
    root = make_comment(space, "Is there parking?", make_member("Tom"))
    parent = make_comment(space, "Behind the house.", make_member("Ann"), parent=root)
    comment = make_comment(space, "Good light here.", marie, parent=parent, language="en")
    duplicate = DuplicateComment.objects.create(
        comment=comment, author=comment.author, text="good LIGHT here!", posted_at=THEN, reason="normalised"
    )
    Comment.objects.filter(pk=comment.pk).update(duplicate_count=1)
    decisions.split(moderator, duplicate, "not the same")
    duplicate.refresh_from_db()
    own = duplicate.split_into
    assert (own.thread, own.parent, own.root) == (comment.thread, parent, root)
    assert (own.author, own.text, own.language) == (comment.author, "good LIGHT here!", "en")
    assert (own.posted_at, own.fingerprint) == (THEN, comment.fingerprint)
    assert (own.state, own.variant) == (CommentState.VISIBLE, f"duplicate-{duplicate.pk}")


@pytest.mark.parametrize("is_own", [True, False])
def test_a_copy_waits_as_the_comment_of_the_same_author_does(space, moderator, is_own):
    comment = make_comment(space, "See https://example.org")
    author = comment.author if is_own else make_comment(space, "Hello.", make_member("Tom")).author
    duplicate = DuplicateComment.objects.create(
        comment=comment, author=author, text="see https://example.org", reason="normalised"
    )
    Comment.objects.filter(pk=comment.pk).update(duplicate_count=1)
    decisions.split(moderator, duplicate, "not the same")
    duplicate.refresh_from_db()
    expected = (CommentState.PENDING, "link") if is_own else (CommentState.VISIBLE, "")
    assert (duplicate.split_into.state, duplicate.split_into.pending_reason) == expected


def test_splitting_a_merged_comment_publishes_that_comment_again(space, moderator):
    marie = make_member()
    first, second = (make_comment(space, text, marie) for text in NEAR)
    decisions.merge(moderator, NearMatch.objects.get(), "the same")
    entry = decisions.split(moderator, first.duplicates.get(), "they differ")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.duplicate_count, second.state, Comment.objects.count()) == (0, CommentState.VISIBLE, 2)
    assert second.variant != ""
    moderation_log.undo(moderator, entry, "the same after all")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.duplicate_count, second.state) == (1, CommentState.MERGED)
    assert first.duplicates.get().split_into is None


def test_an_earlier_wording_is_not_split_off(space, moderator):
    marie = make_member()
    comment = make_comment(space, "The cofee is good.", marie)
    edit(comment, marie, "The coffee is good.")
    with pytest.raises(NotPossible, match="earlier wording"):
        decisions.split(moderator, DuplicateComment.objects.get(), "not the same")
    assert Comment.objects.count() == 1


def test_a_merged_text_is_stored_with_its_author_its_date_and_who_judged_it(space, moderator):
    first, second = make_comment(space, NEAR[0]), make_comment(space, NEAR[1], make_member("Tom"))
    Comment.objects.filter(pk=second.pk).update(posted_at=THEN)
    entry = decisions.merge(moderator, NearMatch.objects.get(), "the same")
    duplicate = first.duplicates.get()
    assert (duplicate.author, duplicate.posted_at, duplicate.reason) == (second.author, THEN, "moderator")
    assert (duplicate.merged_comment, entry.duplicate, entry.comment) == (second, duplicate, second)
    moderation_log.undo(moderator, entry, "they differ")
    assert not DuplicateComment.objects.exists()
    assert queues.near().count() == 1


def test_a_merge_counts_among_earlier_ones_and_only_its_own_is_undone(space, moderator):
    marie = make_member()
    first, second = (make_comment(space, text, marie) for text in NEAR)
    post_as_member(marie, first.thread, NEAR[0].upper())
    other = make_comment(space, "Trams stop in front of the door.", marie)
    entry = decisions.merge(moderator, NearMatch.objects.get(), "the same")
    counts = Comment.objects.order_by("pk").values_list("duplicate_count", flat=True)
    assert list(counts) == [2, 0, 0]
    moderation_log.undo(moderator, entry, "they differ")
    assert list(counts.all()) == [1, 0, 0]
    other.refresh_from_db()
    assert other.state == CommentState.VISIBLE


def test_undoing_a_merge_leaves_replies_that_came_since_where_they_are(space, moderator):
    marie = make_member()
    first, second = (make_comment(space, text, marie) for text in NEAR)
    before = make_comment(space, "I agree with that.", make_member("Tom"), parent=second)
    entry = decisions.merge(moderator, NearMatch.objects.get(), "the same")
    since = make_comment(space, "I do not.", make_member("Ann"), parent=first)
    moderation_log.undo(moderator, entry, "they differ")
    before.refresh_from_db()
    since.refresh_from_db()
    assert (before.parent, before.root, since.parent, since.root) == (second, second, first, first)


def test_only_flags_that_waited_are_settled_and_come_back(space, moderator):
    comment = make_comment(space, "Cheap watches for all.")
    other = make_comment(space, "Good coffee.", make_member("Ben"))
    for target, name, is_settled in ((comment, "Tom", False), (comment, "Ann", True), (other, "Eve", False)):
        Flag.objects.create(comment=target, member=make_member(name), reason="spam", is_settled=is_settled)
    settled = Flag.objects.order_by("pk").values_list("is_settled", flat=True)
    entry = decisions.reject(moderator, comment, "spam")
    assert list(settled) == [True, True, False]
    moderation_log.undo(moderator, entry, "wrong")
    assert list(settled.all()) == [False, True, False]


def test_undoing_a_pair_that_is_not_the_same_queues_it_again(space, moderator):
    marie = make_member()
    first, second = (make_comment(space, text, marie) for text in NEAR)
    entry = decisions.keep_apart(moderator, NearMatch.objects.get(), "they differ")
    assert (entry.action, entry.comment, entry.actor) == ("keep_apart", second, moderator)
    moderation_log.undo(moderator, entry, "the same after all")
    assert queues.near().count() == 1


def test_undoing_a_decision_on_a_comment_that_changed_since_is_refused(space, moderator):
    comment = make_comment(space, "Cheap watches.")
    entry = decisions.reject(moderator, comment, "spam")
    Comment.objects.update(state=CommentState.DELETED)
    with pytest.raises(NotPossible, match="changed since"):
        moderation_log.undo(moderator, entry, "wrong")
    assert Comment.objects.get().state == CommentState.DELETED


def test_a_ban_and_its_undo_concern_one_author_and_nobody_is_banned_twice(space, moderator):
    author, other = make_comment(space).author, make_comment(space).author
    decisions.ban(moderator, author, "insults")
    assert list(Author.objects.filter(is_banned=True)) == [author]
    with pytest.raises(NotPossible, match="Already decided"):
        decisions.ban(moderator, author, "insults")
    other.refresh_from_db()
    assert not other.is_banned
    entry = decisions.ban(moderator, other, "insults, too")
    moderation_log.undo(moderator, entry, "no insults")
    assert list(Author.objects.filter(is_banned=True)) == [author]


def test_a_group_is_judged_up_to_the_size_that_it_has(space, moderator):
    text = "An amazing place, everybody should come and visit it now."
    comments = [make_comment(space, text, make_member(name)) for name in "AB"]
    decisions.judge_group(moderator, comments[0].fingerprint, 9, "innocent")
    assert JudgedGroup.objects.get().size == 2
    make_comment(space, text, make_member("C"))
    assert queues.groups().count() == 1
    decisions.judge_group(moderator, comments[0].fingerprint, 3, "innocent")
    assert JudgedGroup.objects.get().size == 3


# A decision changes what it is about, and nothing beside it


def test_a_merge_leaves_other_pairs_waiting_and_no_comment_below_itself(space, moderator):
    marie = make_member()
    first, second = (make_comment(space, text, marie) for text in NEAR)
    for text in ("Trams stop in front of the door all day.", "Trams stop in front of the dor all day."):
        make_comment(space, text, marie)
    Comment.objects.filter(pk=first.pk).update(parent=second, root=second)  # an import may bring this
    assert queues.near().count() == 2
    decisions.merge(moderator, NearMatch.objects.get(first=first), "the same")
    assert queues.near().count() == 1
    first.refresh_from_db()
    assert first.parent != first


def test_a_copy_that_is_split_off_leaves_other_copies_and_counts(space, moderator):
    marie = make_member()
    copies = []
    for text in ("Good light here.", "Trams stop in front of the door."):
        comment = make_comment(space, text, marie)
        post_as_member(marie, comment.thread, text.upper())
        copies.append(comment.duplicates.get())
    counts = Comment.objects.filter(pk__in=[copy.comment_id for copy in copies]).order_by("pk")
    entry = decisions.split(moderator, copies[0], "not the same")
    assert list(counts.values_list("duplicate_count", flat=True)) == [0, 1]
    assert list(DuplicateComment.objects.filter(split_into=None)) == [copies[1]]
    moderation_log.undo(moderator, entry, "the same after all")
    assert list(counts.values_list("duplicate_count", flat=True)) == [1, 1]


def test_a_decision_that_cannot_be_logged_changes_nothing(space):
    marie, nobody = make_member(), User()  # an account that is not saved cannot be the actor of an entry
    comment = make_comment(space, "Good light here.", marie)
    post_as_member(marie, comment.thread, "good LIGHT here!")
    for text in NEAR:
        make_comment(space, text, marie)
    pair, copy = NearMatch.objects.get(), DuplicateComment.objects.get()
    waiting = make_comment(space, "See https://example.org", make_member("Tom"))
    imported = ImportedThread.objects.create(source="old.example", ref="1", thread=Thread.objects.create())
    models = (Comment, Author, NearMatch, DuplicateComment, ImportedThread, JudgedGroup, Thread)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    for decide in (
        lambda: decisions.approve(nobody, waiting, ""),
        lambda: decisions.reject(nobody, comment, ""),
        lambda: decisions.reject_and_ban(nobody, comment, ""),
        lambda: decisions.ban(nobody, comment.author, ""),
        lambda: decisions.merge(nobody, pair, ""),
        lambda: decisions.keep_apart(nobody, pair, ""),
        lambda: decisions.split(nobody, copy, ""),
        lambda: decisions.assign(nobody, imported, make_space(), ""),
        lambda: decisions.judge_group(nobody, comment.fingerprint, 1, ""),
    ):
        with pytest.raises(ValueError, match="unsaved"):
            decide()
        assert [list(model.objects.order_by("pk").values()) for model in models] == before


def test_who_assigns_a_thread_too_late_reads_who_did_it(moderator):
    anna, ben = (make_user(is_staff=True, display_name=name) for name in ("Anna", "Ben"))
    threads = [Thread.objects.create(title=title) for title in ("Old page", "Older page")]
    imported = [
        ImportedThread.objects.create(source="old.example", ref=thread.title, thread=thread)
        for thread in threads
    ]
    decisions.assign(anna, imported[0], make_space(), "here")
    decisions.assign(ben, imported[1], make_space(), "there")
    with pytest.raises(NotPossible, match=str(anna)):
        decisions.assign(moderator, imported[0], make_space(), "elsewhere")
