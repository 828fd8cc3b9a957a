"""What members do with comments: post, edit, withdraw, mark as helpful, flag.

Each is one transaction, and changes nothing when it is repeated. Comments are locked before their state is
read: a moderator may decide on them at the same time.
"""

import datetime as dt
import re
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.audit.locks import lock
from coworking.audit.registry import NotPossible
from reviews.comments.authors import is_banned, member_author
from reviews.comments.choices import CommentState, PendingReason
from reviews.comments.models import Author, Comment, Flag, Helpful, Thread
from reviews.duplicates.merge import add_duplicate, canonical_pk
from reviews.duplicates.models import DuplicateComment, DuplicateReason
from reviews.fingerprint import VERSION, fingerprint
from reviews.moderation.notifications import notify_of_reply
from reviews.moderation.rejected_texts import resembles_rejected
from reviews.near_duplicates.queries import queue_near_matches

TRUSTED_AFTER = 3  # published comments
LINK = re.compile(r"https?://|www\.|[\w-]\.(?:com|org|net|info|biz|io|xyz|ru|cn|top|shop)\b", re.IGNORECASE)

COMMENTS = Comment.objects.select_related("author__user")
EDITED_COLUMNS = ("text", "fingerprint", "fingerprint_version", "edited_at", "state", "pending_reason")


@dataclass(frozen=True)
class PostResult:
    """The canonical comment of a text; `is_new` where the call published it or queued it."""

    comment: Comment
    is_new: bool


def post_as_member(
    user: User,
    thread: Thread,
    text: str,
    *,
    parent: Comment | None = None,
    language: str = "",
    token: str = "",
) -> PostResult:
    """Post a comment as a member, whose language is remembered for e-mails. See `post`."""
    author = member_author(user)
    if language and author.language != language:
        Author.objects.filter(pk=author.pk).update(language=language)
    return post(author, thread, text, parent=parent, language=language, token=token)


@transaction.atomic
def post(
    author: Author,
    thread: Thread,
    text: str,
    *,
    parent: Comment | None = None,
    language: str = "",
    token: str = "",
) -> PostResult:
    """Post a comment, or merge a text that the author has posted in this thread before.

    `token` identifies the form: the same form sent again (a reload, a retry) is not recorded as a duplicate.
    A text that its author withdrew is published again; one that a moderator rejected stays rejected.
    """
    reason = pending_reason(author, thread.pk, text)
    state = CommentState.PENDING if reason else CommentState.VISIBLE
    comment, created = Comment.objects.get_or_create(
        author=author,
        thread=thread,
        fingerprint=fingerprint(text),
        variant="",
        defaults={
            "text": text,
            "parent": parent,
            "root": (parent.root or parent) if parent else None,
            "language": language,
            "state": state,
            "pending_reason": reason,
            "token": token,
            "fingerprint_version": VERSION,
        },
    )
    if created:
        queue_near_matches(comment)
        if comment.state == CommentState.VISIBLE:
            notify_of_reply(comment)
        return PostResult(comment, is_new=True)
    comment = lock(COMMENTS, canonical_pk(comment))
    if comment.state == CommentState.DELETED and comment.author_id == author.pk:
        comment.state, comment.pending_reason, comment.token = state, reason, token
        if comment.fingerprint == fingerprint(text):  # else the text was merged into this comment
            comment.text = text
        comment.save(update_fields=["state", "pending_reason", "token", "text"])
        queue_near_matches(comment)
        return PostResult(comment, is_new=True)
    if not token or token != comment.token:
        add_duplicate(comment, author, text, token=token)
    return PostResult(comment, is_new=False)


def pending_reason(author: Author, thread: int, text: str) -> str:
    """Return why a moderator must approve a text in a thread first; "" when it may be published at once."""
    if is_banned(author):
        return PendingReason.BANNED
    if resembles_rejected(author, thread, text):
        return PendingReason.LIKE_REJECTED
    if LINK.search(text) and author.comments.visible().count() < TRUSTED_AFTER:
        return PendingReason.LINK
    return ""


def may_edit(comment: Comment, user: User) -> bool:
    """Whether a member may edit a comment: their own, for COMMENT_EDIT_MINUTES."""
    age = timezone.now() - comment.recorded_at
    return (
        comment.author.user_id == user.pk
        and comment.author.is_member
        and comment.state in (CommentState.VISIBLE, CommentState.PENDING)
        and age < dt.timedelta(minutes=settings.COMMENT_EDIT_MINUTES)
    )


@transaction.atomic
def edit(comment: Comment, user: User, text: str) -> bool:
    """Change the text of a comment; the old text is preserved. False if the author has posted it before.

    Raises NotPossible when the member may not edit it, or not any more.
    """
    comment = lock(COMMENTS, comment.pk)
    if not may_edit(comment, user):
        raise NotPossible(_("This comment can no longer be edited."))
    before = comment.text
    if text == before:
        return True
    comment.text, comment.fingerprint, comment.edited_at = text, fingerprint(text), timezone.now()
    comment.fingerprint_version = VERSION
    reason = pending_reason(comment.author, comment.thread_id, text)
    if reason:
        comment.state, comment.pending_reason = CommentState.PENDING, reason
    try:
        with transaction.atomic():
            comment.save(update_fields=EDITED_COLUMNS)
    except IntegrityError:
        return False
    DuplicateComment.objects.create(
        comment=comment, author=comment.author, text=before, reason=DuplicateReason.EDITED
    )
    queue_near_matches(comment)
    return True


@transaction.atomic
def withdraw(comment: Comment) -> bool:
    """Withdraw a comment; replies to it stay. False where a moderator took it down: that decision stays."""
    comment = lock(COMMENTS, comment.pk)
    if comment.state in (CommentState.REJECTED, CommentState.MERGED):
        return False
    Comment.objects.filter(pk=comment.pk).update(state=CommentState.DELETED)
    return True


@transaction.atomic
def toggle_helpful(comment: Comment, user: User) -> bool:
    """Mark a comment as helpful, or remove the mark. Returns whether the comment is marked now."""
    _mark, created = Helpful.objects.get_or_create(comment=comment, member=user)
    if not created:
        Helpful.objects.filter(comment=comment, member=user).delete()
    # Counted from the rows, under a lock of the comment: two members at once are both counted.
    Comment.objects.select_for_update().filter(pk=comment.pk).first()
    Comment.objects.filter(pk=comment.pk).update(helpful_count=comment.helpful_marks.count())
    return created


def flag(comment: Comment, user: User, reason: str, note: str = "") -> str:
    """Flag a comment for the moderators. Returns the message for the member."""
    _flag, created = Flag.objects.get_or_create(
        comment=comment, member=user, defaults={"reason": reason, "note": note}
    )
    if created:
        return _("Thank you. A moderator will look at it.")
    return _("You have already flagged this comment.")
