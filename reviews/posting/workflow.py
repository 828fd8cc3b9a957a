"""Saying something: post, edit, withdraw, mark, flag. Each is one transaction, and each may be repeated."""

import datetime as dt
import re
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from reviews.comments.authors import member_author
from reviews.comments.choices import CommentState
from reviews.comments.models import Author, Comment, Flag, Helpful, Thread
from reviews.duplicates.merge import add_duplicate
from reviews.duplicates.models import DuplicateComment, DuplicateReason
from reviews.fingerprint import VERSION, fingerprint
from reviews.moderation.notifications import tell_of_reply
from reviews.near_duplicates.queries import queue_near_matches

TRUSTED_AFTER = 3  # comments that stand
LINK = re.compile(r"https?://|www\.|[\w-]\.(?:com|org|net|info|biz|io|xyz|ru|cn|top|shop)\b", re.IGNORECASE)


@dataclass(frozen=True)
class PostResult:
    """The comment that stands, and whether this call made it."""

    comment: Comment
    is_new: bool


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
    """Let `author` say `text`, once: a copy is folded into the comment that stands.

    `token` is the form's own mark: the same form sent again (a reload, a retry) is not even a copy.
    """
    reason = pending_reason(author, text)
    comment, made = Comment.objects.get_or_create(
        author=author,
        thread=thread,
        fingerprint=fingerprint(text),
        variant="",
        defaults={
            "text": text,
            "parent": parent,
            "root": (parent.root or parent) if parent else None,
            "language": language,
            "state": CommentState.PENDING if reason else CommentState.VISIBLE,
            "pending_reason": reason,
            "token": token,
            "fingerprint_version": VERSION,
        },
    )
    if made:
        queue_near_matches(comment)
        if comment.state == CommentState.VISIBLE:
            tell_of_reply(comment)
    elif comment.state == CommentState.DELETED:
        comment.state, comment.text = CommentState.PENDING if reason else CommentState.VISIBLE, text
        comment.save(update_fields=["state", "text"])
        return PostResult(comment, True)
    elif not token or token != comment.token:
        add_duplicate(comment, author, text, token=token)
    return PostResult(comment, made)


def pending_reason(author: Author, text: str) -> str:
    """Why a moderator should see a comment first; empty when it may stand at once."""
    if author.is_banned:
        return "banned"
    if LINK.search(text) and author.comments.visible().count() < TRUSTED_AFTER:
        return "link"
    return ""


def may_edit(comment: Comment, user: User) -> bool:
    """Members edit their own comments for a while."""
    age = timezone.now() - comment.recorded_at
    return (
        comment.author.user_id == user.pk
        and comment.author.is_member
        and comment.state in (CommentState.VISIBLE, CommentState.PENDING)
        and age < dt.timedelta(minutes=settings.COMMENT_EDIT_MINUTES)
    )


@transaction.atomic
def edit(comment: Comment, text: str) -> bool:
    """Change a comment; what it said before is kept. False when its author says that elsewhere already."""
    before = comment.text
    if text == before:
        return True
    comment.text, comment.fingerprint, comment.edited_at = text, fingerprint(text), timezone.now()
    comment.fingerprint_version = VERSION
    reason = pending_reason(comment.author, text)
    if reason:
        comment.state, comment.pending_reason = CommentState.PENDING, reason
    try:
        with transaction.atomic():
            comment.save()
    except IntegrityError:
        comment.refresh_from_db()
        return False
    DuplicateComment.objects.create(
        comment=comment, author=comment.author, text=before, reason=DuplicateReason.EDITED
    )
    queue_near_matches(comment)
    return True


def withdraw(comment: Comment) -> None:
    """Take one's own comment back. Answers to it stay."""
    comment.state = CommentState.DELETED
    comment.save(update_fields=["state"])


@transaction.atomic
def toggle_helpful(comment: Comment, user: User) -> bool:
    """Mark a comment as helpful, or take the mark back. Returns whether the mark stands."""
    _mark, made = Helpful.objects.get_or_create(comment=comment, member=user)
    if not made:
        Helpful.objects.filter(comment=comment, member=user).delete()
    # Counted from the rows, under the row's lock: two members at once are both counted.
    Comment.objects.select_for_update().filter(pk=comment.pk).first()
    Comment.objects.filter(pk=comment.pk).update(helpful_count=comment.helpful_marks.count())
    return made


def flag(comment: Comment, user: User, reason: str, note: str = "") -> str:
    """Ask a moderator to look. Returns what to tell the member."""
    _flag, made = Flag.objects.get_or_create(
        comment=comment, member=user, defaults={"reason": reason, "note": note}
    )
    return (
        _("Thank you. A moderator will look at it.") if made else _("You have already flagged this comment.")
    )


def post_as_member(user: User, thread: Thread, text: str, **options) -> PostResult:
    """`post` as the member's own author."""
    author = member_author(user)
    if options.get("language") and author.language != options["language"]:
        Author.objects.filter(pk=author.pk).update(language=options["language"])
    return post(author, thread, text, **options)
