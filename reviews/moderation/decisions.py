"""Decisions of moderators on comments, authors and imported threads. Each is logged, and can be undone."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.audit.registry import NotPossible
from reviews.comments.choices import CommentState
from reviews.comments.models import Author, Comment, Flag, ImportedThread, Thread
from reviews.comments.queries import get_or_create_thread
from reviews.duplicates.merge import move_comments, move_comments_back, set_root
from reviews.duplicates.models import DuplicateComment, DuplicateReason
from reviews.moderation.log import log_action, moderation_log
from reviews.moderation.models import Action, ModerationLogEntry
from reviews.near_duplicates.models import JudgedGroup, NearMatch, Verdict
from spaces.directory.models import Space
from spaces.geography.models import City


@transaction.atomic
def approve(actor: User, comment: Comment, reason: str) -> ModerationLogEntry:
    """Publish a comment, and settle its flags."""
    return _set_state(actor, comment, CommentState.VISIBLE, Action.APPROVE, reason)


@transaction.atomic
def reject(actor: User, comment: Comment, reason: str) -> ModerationLogEntry:
    """Reject a comment. It stays readable to moderators and to its author."""
    return _set_state(actor, comment, CommentState.REJECTED, Action.REJECT, reason)


def _set_state(actor: User, comment: Comment, state: str, action: str, reason: str) -> ModerationLogEntry:
    locked = Comment.objects.select_for_update().get(pk=comment.pk)
    flags = list(locked.flags.filter(is_settled=False).values_list("pk", flat=True))
    before = {"state": locked.state, "pending_reason": locked.pending_reason, "flags": flags}
    Comment.objects.filter(pk=locked.pk).update(state=state, pending_reason="")
    Flag.objects.filter(pk__in=flags).update(is_settled=True)
    return log_action(actor, action, reason, comment=locked, before=before)


@transaction.atomic
def merge(actor: User, near: NearMatch, reason: str) -> ModerationLogEntry:
    """Merge the later of two near comments into the earlier. Its text is preserved, its replies move."""
    first = Comment.objects.select_for_update().get(pk=near.first_id)
    second = Comment.objects.select_for_update().get(pk=near.second_id)
    if CommentState.MERGED in (first.state, second.state):
        raise NotPossible(_("One of the two is folded already."))
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
    before = {"verdict": near.verdict}
    NearMatch.objects.filter(pk=near.pk).update(verdict=Verdict.DIFFERENT)
    return log_action(actor, Action.KEEP_APART, reason, near_match=near, comment=near.second, before=before)


@transaction.atomic
def split(actor: User, duplicate: DuplicateComment, reason: str) -> ModerationLogEntry:
    """Make a duplicate a comment of its own again. Its `variant` prevents that it is merged once more."""
    duplicate = DuplicateComment.objects.select_for_update().select_related("comment").get(pk=duplicate.pk)
    if duplicate.split_into_id:
        raise NotPossible(_("This copy is a comment of its own already."))
    if duplicate.reason == DuplicateReason.EDITED:
        raise NotPossible(_("This is an earlier wording, not a copy."))
    canonical, variant = duplicate.comment, f"duplicate-{duplicate.pk}"
    if duplicate.merged_comment_id:
        comment = duplicate.merged_comment
        assert comment is not None
        Comment.objects.filter(pk=comment.pk).update(state=CommentState.VISIBLE, variant=variant)
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
            posted_at=duplicate.posted_at,
        )
    DuplicateComment.objects.filter(pk=duplicate.pk).update(split_into=comment)
    Comment.objects.filter(pk=canonical.pk).update(duplicate_count=F("duplicate_count") - 1)
    return log_action(actor, Action.SPLIT, reason, duplicate=duplicate, comment=comment)


@transaction.atomic
def assign(actor: User, imported: ImportedThread, subject: Space | City, reason: str) -> ModerationLogEntry:
    """Assign an imported thread to a space or city: its comments join those of the subject."""
    imported = ImportedThread.objects.select_for_update().get(pk=imported.pk)
    old = imported.thread
    if old.subject:
        raise NotPossible(_("This thread is placed already."))
    target = get_or_create_thread(subject)
    moved = move_comments(imported.comments.all(), target)
    ImportedThread.objects.filter(pk=imported.pk).update(thread=target)
    before = {"thread": old.pk, **moved}
    return log_action(actor, Action.ASSIGN, reason, imported_thread=imported, before=before)


@transaction.atomic
def ban(actor: User, author: Author, reason: str) -> ModerationLogEntry:
    """Ban an author: their future comments wait for a moderator."""
    before = {"is_banned": author.is_banned}
    Author.objects.filter(pk=author.pk).update(is_banned=True)
    return log_action(actor, Action.BAN, reason, author=author, before=before)


@transaction.atomic
def judge_group(actor: User, fingerprint: str, size: int, reason: str) -> ModerationLogEntry:
    """Mark a group of equal comments as seen; it waits again when it has grown."""
    JudgedGroup.objects.update_or_create(fingerprint=fingerprint, defaults={"size": size})
    return log_action(actor, Action.JUDGE, reason, before={"fingerprint": fingerprint})


# Undo


@moderation_log.undoes(Action.APPROVE, Action.REJECT)
def _undo_state(entry: ModerationLogEntry, reason: str) -> None:
    Comment.objects.filter(log_entries=entry).update(
        state=entry.before["state"], pending_reason=entry.before["pending_reason"]
    )
    Flag.objects.filter(pk__in=entry.before["flags"]).update(is_settled=False)


@moderation_log.undoes(Action.MERGE)
def _undo_merge(entry: ModerationLogEntry, reason: str) -> None:
    assert entry.comment is not None
    assert entry.duplicate is not None
    Comment.objects.filter(log_entries=entry).update(state=entry.before["state"])
    replies = entry.before["replies"]
    Comment.objects.filter(pk__in=replies, parent=entry.duplicate.comment_id).update(parent=entry.comment)
    set_root(replies, entry.comment.root_id or entry.comment.pk)
    Comment.objects.filter(pk=entry.duplicate.comment_id).update(duplicate_count=F("duplicate_count") - 1)
    _undo_verdict(entry, reason)
    entry.duplicate.delete()


@moderation_log.undoes(Action.KEEP_APART)
def _undo_verdict(entry: ModerationLogEntry, reason: str) -> None:
    NearMatch.objects.filter(log_entries=entry).update(verdict=entry.before["verdict"])


@moderation_log.undoes(Action.SPLIT)
def _undo_split(entry: ModerationLogEntry, reason: str) -> None:
    assert entry.duplicate is not None
    Comment.objects.filter(log_entries=entry).update(state=CommentState.MERGED)
    DuplicateComment.objects.filter(log_entries=entry).update(split_into=None, merged_comment=entry.comment)
    Comment.objects.filter(pk=entry.duplicate.comment_id).update(duplicate_count=F("duplicate_count") + 1)


@moderation_log.undoes(Action.ASSIGN)
def _undo_assign(entry: ModerationLogEntry, reason: str) -> None:
    imported = entry.imported_thread
    assert imported is not None
    old = Thread.objects.get(pk=entry.before["thread"])
    move_comments_back(entry.before, imported.comments.all(), old)
    ImportedThread.objects.filter(pk=imported.pk).update(thread=old)


@moderation_log.undoes(Action.BAN)
def _undo_ban(entry: ModerationLogEntry, reason: str) -> None:
    Author.objects.filter(log_entries=entry).update(is_banned=entry.before["is_banned"])


@moderation_log.undoes(Action.JUDGE)
def _undo_judge(entry: ModerationLogEntry, reason: str) -> None:
    JudgedGroup.objects.filter(fingerprint=entry.before["fingerprint"]).delete()
