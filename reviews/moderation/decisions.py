"""Decisions of moderators on comments, authors and imported threads. Each is logged, and can be undone.

Each locks what it is about, and raises NotPossible when that does not wait any more: the moderator who comes
second reads who decided what.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.audit.locks import lock, lock_waiting
from coworking.audit.registry import NotPossible, Outcome, outcome_of
from reviews.comments.choices import CommentState
from reviews.comments.models import Author, Comment, Flag, ImportedThread, Thread
from reviews.comments.queries import get_or_create_thread
from reviews.duplicates.merge import move_comments, move_comments_back, set_root
from reviews.duplicates.models import DuplicateComment, DuplicateReason
from reviews.moderation.log import log_action, moderation_log
from reviews.moderation.models import Action, ModerationLogEntry
from reviews.near_duplicates.models import JudgedGroup, NearMatch, Verdict
from reviews.near_duplicates.queries import COMPARED_STATES
from spaces.directory.models import Space
from spaces.geography.models import City

# What decides whether a comment is published. Whoever decides later reads the newest one.
ON_COMMENTS = (Action.APPROVE, Action.REJECT, Action.MERGE, Action.SPLIT)


@dataclass(frozen=True)
class Seen:
    """What the moderator's page showed of a comment: its newest log entry, and its `last_edit`.

    `entry` is a primary key, 0 where there was none. What is None is not known: then a comment that waits may
    be decided, and one that was decided may not.
    """

    entry: int | None = None
    last_edit: str | None = None


NOTHING_SEEN = Seen()


@transaction.atomic
def approve(actor: User, comment: Comment, reason: str, seen: Seen = NOTHING_SEEN) -> ModerationLogEntry:
    """Publish a comment, and settle its flags. Raises NotPossible when it was decided or edited meanwhile."""
    return _set_state(actor, comment, CommentState.VISIBLE, Action.APPROVE, reason, seen)


@transaction.atomic
def reject(actor: User, comment: Comment, reason: str, seen: Seen = NOTHING_SEEN) -> ModerationLogEntry:
    """Reject a comment. Moderators and its author can still read it. Raises NotPossible as `approve` does."""
    return _set_state(actor, comment, CommentState.REJECTED, Action.REJECT, reason, seen)


@transaction.atomic
def reject_and_ban(
    actor: User, comment: Comment, reason: str, seen: Seen = NOTHING_SEEN
) -> ModerationLogEntry:
    """Reject a comment, unless that is done already, and ban its author. Returns the entry of the ban."""
    comment = lock(Comment.objects.select_related("author"), comment.pk)
    if comment.state != CommentState.REJECTED:
        reject(actor, comment, reason, seen)
    return ban(actor, comment.author, reason)


def _set_state(
    actor: User, comment: Comment, state: str, action: str, reason: str, seen: Seen
) -> ModerationLogEntry:
    comment = lock(Comment.objects.all(), comment.pk)
    flags = list(comment.flags.filter(is_settled=False).values_list("pk", flat=True))
    waits = comment.state == CommentState.PENDING or (comment.state == CommentState.VISIBLE and bool(flags))
    _require_not_decided(actor, comment, state, waits, seen)
    if seen.last_edit is not None and seen.last_edit != comment.last_edit:
        raise NotPossible(_("Its author has edited it since you opened the page. Read it again first."))
    before = {"state": comment.state, "pending_reason": comment.pending_reason, "flags": flags}
    Comment.objects.filter(pk=comment.pk).update(state=state, pending_reason="")
    Flag.objects.filter(pk__in=flags).update(is_settled=True)
    return log_action(actor, action, reason, comment=comment, before=before)


def _require_not_decided(actor: User, comment: Comment, state: str, waits: bool, seen: Seen) -> None:
    """Raise NotPossible when a comment was decided on meanwhile, or cannot get this state.

    A moderator may change a decision that the page showed, and reject a comment that nobody has flagged.
    """
    entry = _newest_decision(comment)
    decided = outcome_of(entry).refusal(actor) if entry else None
    if not waits and comment.state in (state, CommentState.MERGED):
        message = _("This comment is already %(state)s.") % {"state": comment.get_state_display()}
        raise NotPossible(f"{message} {decided or ''}".strip())
    is_known = waits if seen.entry is None else entry is None or entry.pk <= seen.entry
    if decided and not is_known:
        raise decided
    if comment.state == CommentState.DELETED and state == CommentState.VISIBLE:
        raise NotPossible(_("Its author has withdrawn it."))


def _newest_decision(comment: Comment, since: int = 0) -> ModerationLogEntry | None:
    """The newest decision on a comment that was not undone, of entries after the primary key `since`."""
    entries = comment.log_entries.filter(action__in=ON_COMMENTS, undone_by=None, pk__gt=since)
    return entries.select_related("actor").first()


@transaction.atomic
def merge(actor: User, near: NearMatch, reason: str) -> ModerationLogEntry:
    """Merge the later of two near comments into the earlier. Its text is preserved, its replies move."""
    near = _lock_waiting(near, actor)
    first, second = near.first, near.second
    duplicate, _made = DuplicateComment.objects.update_or_create(
        merged_comment=second,
        defaults={
            "comment": first,
            "author": second.author,
            "text": second.text,
            "reason": DuplicateReason.MODERATOR,
            "posted_at": second.posted_at,
            "split_into": None,
        },
    )
    replies = list(second.replies.values_list("pk", flat=True))
    before = {"state": second.state, "replies": replies, "verdict": near.verdict}
    Comment.objects.filter(pk__in=replies).exclude(pk=first.pk).update(parent=first)
    set_root(replies, first.root_id or first.pk)
    Comment.objects.filter(pk=second.pk).update(state=CommentState.MERGED)
    Comment.objects.filter(pk=first.pk).update(duplicate_count=F("duplicate_count") + 1)
    NearMatch.objects.filter(pk=near.pk).update(verdict=Verdict.SAME)
    return log_action(
        actor, Action.MERGE, reason, comment=second, duplicate=duplicate, near_match=near, before=before
    )


@transaction.atomic
def keep_apart(actor: User, near: NearMatch, reason: str) -> ModerationLogEntry:
    """Dismiss a pair of similar comments as not the same: it does not wait again."""
    near = _lock_waiting(near, actor)
    before = {"verdict": near.verdict}
    NearMatch.objects.filter(pk=near.pk).update(verdict=Verdict.DIFFERENT)
    return log_action(actor, Action.KEEP_APART, reason, near_match=near, comment=near.second, before=before)


def _lock_waiting(near: NearMatch, actor: User) -> NearMatch:
    """The pair and its comments, locked. Raises NotPossible when it does not wait any more."""
    comments = Comment.objects.filter(pk__in=(near.first_id, near.second_id)).order_by("pk")
    list(comments.select_for_update().values_list("pk"))
    rows = NearMatch.objects.select_related("first__author", "second__author")
    return lock_waiting(rows, near.pk, _outcome_of_pair, actor)


def _outcome_of_pair(near: NearMatch) -> Outcome | None:
    """What was decided on a pair, or on one of its comments; None while it waits."""
    if near.verdict != Verdict.WAITING:
        return moderation_log.outcome(near_match=near)
    for comment in (near.first, near.second):
        if comment.state not in COMPARED_STATES:
            entry = _newest_decision(comment)
            return outcome_of(entry) if entry else Outcome(comment.get_state_display())
    return None


@transaction.atomic
def split(actor: User, duplicate: DuplicateComment, reason: str) -> ModerationLogEntry:
    """Make a duplicate a comment of its own again. Its `variant` prevents that it is merged once more.

    It has the state of the comment that it was a copy of: a copy of a rejected comment is not published.
    """
    rows = DuplicateComment.objects.select_related("comment", "merged_comment")
    duplicate = lock_waiting(rows, duplicate.pk, _outcome_of_duplicate, actor)
    if duplicate.reason == DuplicateReason.EDITED:
        raise NotPossible(_("This is an earlier wording, not a copy."))
    canonical, variant = lock(Comment.objects.all(), duplicate.comment_id), f"duplicate-{duplicate.pk}"
    is_own = duplicate.author_id == canonical.author_id and canonical.state != CommentState.MERGED
    state = canonical.state if is_own else CommentState.VISIBLE
    pending_reason = canonical.pending_reason if is_own else ""
    if duplicate.merged_comment_id:
        comment = duplicate.merged_comment
        assert comment is not None
        Comment.objects.filter(pk=comment.pk).update(
            state=state, pending_reason=pending_reason, variant=variant
        )
    else:
        comment = Comment.objects.create(
            thread=canonical.thread,
            author=duplicate.author,
            parent=canonical.parent,
            root=canonical.root,
            text=duplicate.text,
            language=canonical.language,
            fingerprint=canonical.fingerprint,
            variant=variant,
            state=state,
            pending_reason=pending_reason,
            posted_at=duplicate.posted_at,
        )
    DuplicateComment.objects.filter(pk=duplicate.pk).update(split_into=comment)
    Comment.objects.filter(pk=canonical.pk).update(duplicate_count=F("duplicate_count") - 1)
    return log_action(actor, Action.SPLIT, reason, duplicate=duplicate, comment=comment)


def _outcome_of_duplicate(duplicate: DuplicateComment) -> Outcome | None:
    """Who split a duplicate off; None where nobody did."""
    if not duplicate.split_into_id:
        return None
    return moderation_log.outcome(duplicate=duplicate, action=Action.SPLIT)


@transaction.atomic
def assign(actor: User, imported: ImportedThread, subject: Space | City, reason: str) -> ModerationLogEntry:
    """Assign an imported thread to a space or city: its comments join those of the subject."""
    rows = ImportedThread.objects.select_related("thread__space", "thread__city")
    imported = lock_waiting(rows, imported.pk, _outcome_of_thread, actor)
    target = get_or_create_thread(subject)
    moved = move_comments(imported.comments.all(), target)
    ImportedThread.objects.filter(pk=imported.pk).update(thread=target)
    before = {"thread": imported.thread_id, **moved}
    return log_action(actor, Action.ASSIGN, reason, imported_thread=imported, before=before)


def _outcome_of_thread(imported: ImportedThread) -> Outcome | None:
    """Who assigned an imported thread; None while it waits."""
    if not imported.thread.subject:
        return None
    return moderation_log.outcome(imported_thread=imported)


@transaction.atomic
def ban(actor: User, author: Author, reason: str) -> ModerationLogEntry:
    """Ban an author: their future comments wait for a moderator."""
    lock_waiting(Author.objects.all(), author.pk, _outcome_of_author, actor)
    Author.objects.filter(pk=author.pk).update(is_banned=True)
    return log_action(actor, Action.BAN, reason, author=author, before={"is_banned": False})


def _outcome_of_author(author: Author) -> Outcome | None:
    """Who banned an author; None where nobody did."""
    return moderation_log.outcome(author=author, action=Action.BAN) if author.is_banned else None


@transaction.atomic
def judge_group(actor: User, fingerprint: str, size: int, reason: str) -> ModerationLogEntry:
    """Mark a group of equal comments as seen; it waits again when it has grown."""
    existing = Comment.objects.filter(fingerprint=fingerprint).count()
    if not existing:
        raise NotPossible(_("It is not there any more."))
    size = min(size, existing)
    JudgedGroup.objects.get_or_create(fingerprint=fingerprint)
    group = JudgedGroup.objects.select_for_update().get(fingerprint=fingerprint)
    if group.size >= size:
        raise moderation_log.outcome(action=Action.JUDGE, before__fingerprint=fingerprint).refusal(actor)
    JudgedGroup.objects.filter(pk=group.pk).update(size=size, judged_at=timezone.now())
    before = {"fingerprint": fingerprint, "size": group.size}
    return log_action(actor, Action.JUDGE, reason, before=before)


# Undo


def _lock_unchanged(entry: ModerationLogEntry, state: str = "") -> Comment:
    """The comment of an entry, locked. Raises NotPossible when it was decided again, or left `state`."""
    comment = lock(Comment.objects.all(), entry.comment_id)
    later = _newest_decision(comment, since=entry.pk)
    if later:
        what = later.get_action_display()
        raise NotPossible(_("It was decided again since (%(what)s): take that back first.") % {"what": what})
    if state and comment.state != state:
        what = comment.get_state_display()
        raise NotPossible(_("It has changed since: %(what)s.") % {"what": what})
    return comment


@moderation_log.undoes(Action.APPROVE, Action.REJECT)
def _undo_state(entry: ModerationLogEntry, reason: str) -> None:
    approved = entry.action == Action.APPROVE
    comment = _lock_unchanged(entry, CommentState.VISIBLE if approved else CommentState.REJECTED)
    Comment.objects.filter(pk=comment.pk).update(
        state=entry.before["state"], pending_reason=entry.before["pending_reason"]
    )
    Flag.objects.filter(pk__in=entry.before["flags"]).update(is_settled=False)


@moderation_log.undoes(Action.MERGE)
def _undo_merge(entry: ModerationLogEntry, reason: str) -> None:
    comment = _lock_unchanged(entry, CommentState.MERGED)
    assert entry.duplicate is not None
    Comment.objects.filter(pk=comment.pk).update(state=entry.before["state"])
    replies = entry.before["replies"]
    Comment.objects.filter(pk__in=replies, parent=entry.duplicate.comment_id).update(parent=comment)
    set_root(replies, comment.root_id or comment.pk)
    Comment.objects.filter(pk=entry.duplicate.comment_id).update(duplicate_count=F("duplicate_count") - 1)
    _undo_verdict(entry, reason)
    entry.duplicate.delete()


@moderation_log.undoes(Action.KEEP_APART)
def _undo_verdict(entry: ModerationLogEntry, reason: str) -> None:
    NearMatch.objects.filter(log_entries=entry).update(verdict=entry.before["verdict"])


@moderation_log.undoes(Action.SPLIT)
def _undo_split(entry: ModerationLogEntry, reason: str) -> None:
    assert entry.duplicate is not None
    comment = _lock_unchanged(entry)
    Comment.objects.filter(pk=comment.pk).update(state=CommentState.MERGED)
    DuplicateComment.objects.filter(log_entries=entry).update(split_into=None, merged_comment=comment)
    Comment.objects.filter(pk=entry.duplicate.comment_id).update(duplicate_count=F("duplicate_count") + 1)


@moderation_log.undoes(Action.ASSIGN)
def _undo_assign(entry: ModerationLogEntry, reason: str) -> None:
    imported = lock(ImportedThread.objects.all(), entry.imported_thread_id)
    old = Thread.objects.get(pk=entry.before["thread"])
    move_comments_back(entry.before, imported.comments.all(), old)
    ImportedThread.objects.filter(pk=imported.pk).update(thread=old)


@moderation_log.undoes(Action.BAN)
def _undo_ban(entry: ModerationLogEntry, reason: str) -> None:
    Author.objects.filter(log_entries=entry).update(is_banned=entry.before["is_banned"])


@moderation_log.undoes(Action.JUDGE)
def _undo_judge(entry: ModerationLogEntry, reason: str) -> None:
    groups = JudgedGroup.objects.filter(fingerprint=entry.before["fingerprint"])
    if size := entry.before.get("size"):
        groups.update(size=size)
    else:
        groups.delete()
