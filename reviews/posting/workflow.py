"""Saying something: post, edit, withdraw, mark, flag. Each is one transaction, and each may be repeated."""

import datetime as dt
import re
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from reviews.comments.authors import author_of
from reviews.comments.models import Author, Comment, DuplicateComment, Flag, Helpful, Reason, State, Thread
from reviews.fingerprint import VERSION, fingerprint
from reviews.moderation.notifications import tell_of_reply
from reviews.near_duplicates.matches import note_near_matches

TRUSTED_AFTER = 3  # comments that stand
LINK = re.compile(r"https?://|www\.|[\w-]\.(?:com|org|net|info|biz|io|xyz|ru|cn|top|shop)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Posted:
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
) -> Posted:
    """Let `author` say `text`, once: a copy is folded into the comment that stands.

    `token` is the form's own mark: the same form sent again (a reload, a retry) is not even a copy.
    """
    reason = why_held(author, text)
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
            "state": State.HELD if reason else State.VISIBLE,
            "held_because": reason,
            "token": token,
            "fingerprint_version": VERSION,
        },
    )
    if made:
        note_near_matches(comment)
        if comment.state == State.VISIBLE:
            tell_of_reply(comment)
    elif comment.state == State.DELETED:
        comment.state, comment.text = State.HELD if reason else State.VISIBLE, text
        comment.save(update_fields=["state", "text"])
        return Posted(comment, True)
    elif not token or token != comment.token:
        fold_text(comment, author, text, token=token)
    return Posted(comment, made)


def fold_text(
    comment: Comment, author: Author, text: str, *, token: str = "", **fields
) -> DuplicateComment | None:
    """Keep a copy of what stands already as evidence. None when this very form was kept before."""
    reason = Reason.EXACT if text == comment.text else Reason.NORMALISED
    if token and comment.copies.filter(token=token).exists():
        return None
    try:
        with transaction.atomic():
            copy = DuplicateComment.objects.create(
                comment=comment, author=author, text=text, reason=reason, token=token, **fields
            )
    except IntegrityError:
        return None
    Comment.objects.filter(pk=comment.pk).update(copy_count=F("copy_count") + 1)
    return copy


def why_held(author: Author, text: str) -> str:
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
        and comment.state in (State.VISIBLE, State.HELD)
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
    reason = why_held(comment.author, text)
    if reason:
        comment.state, comment.held_because = State.HELD, reason
    try:
        with transaction.atomic():
            comment.save()
    except IntegrityError:
        comment.refresh_from_db()
        return False
    DuplicateComment.objects.create(comment=comment, author=comment.author, text=before, reason=Reason.EDITED)
    note_near_matches(comment)
    return True


def withdraw(comment: Comment) -> None:
    """Take one's own comment back. Answers to it stay."""
    comment.state = State.DELETED
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


def post_as(user: User, thread: Thread, text: str, **options) -> Posted:
    """`post` as the member's own author."""
    author = author_of(user)
    if options.get("language") and author.language != options["language"]:
        Author.objects.filter(pk=author.pk).update(language=options["language"])
    return post(author, thread, text, **options)
