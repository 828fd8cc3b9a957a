"""Merging duplicates into the canonical comment, when a text is posted again and when threads are joined."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from reviews.comments.choices import CommentState
from reviews.comments.models import Author, Comment, Thread
from reviews.duplicates.models import DuplicateComment, DuplicateReason
from reviews.near_duplicates.models import Shingle


def add_duplicate(comment: Comment, author: Author, text: str, *, token: str = "") -> DuplicateComment | None:
    """Record that a text repeats a comment. Returns None when the same form (`token`) was recorded before."""
    if token and comment.duplicates.filter(token=token).exists():
        return None
    try:
        with transaction.atomic():
            duplicate = DuplicateComment.objects.create(
                comment=comment, author=author, text=text, reason=_reason(comment, text), token=token
            )
    except IntegrityError:  # the same form, posted at the same time
        return None
    _add_to_count(comment.pk, 1)
    return duplicate


def merge_comment(
    comment: Comment, canonical: Comment, reason: str, **changes: Any
) -> tuple[DuplicateComment, list[int]]:
    """Merge a comment into the canonical one, to which its direct replies move.

    `changes` are columns of the merged comment. Returns the duplicate, and the primary keys of the replies.
    """
    duplicate = DuplicateComment.objects.create(
        comment=canonical,
        author=comment.author,
        text=comment.text,
        reason=reason,
        posted_at=comment.posted_at,
        merged_comment=comment,
    )
    _add_to_count(canonical.pk, 1)
    variant = f"duplicate-{duplicate.pk}"
    Comment.objects.filter(pk=comment.pk).update(state=CommentState.MERGED, variant=variant, **changes)
    replies = list(comment.replies.values_list("pk", flat=True))
    Comment.objects.filter(pk__in=replies).update(parent=canonical)
    set_root(replies, canonical.root_id or canonical.pk)
    return duplicate, replies


def move_comments(comments: QuerySet[Comment], target: Thread) -> dict[str, Any]:
    """Move comments to another thread. Those that the thread has already are merged into the ones there.

    Returns what `move_comments_back` needs, for JSON: primary keys of the comments `moved` and of the
    duplicates `merged`; `states` and `replies` of merged comments by primary key.
    """
    states = dict(comments.values_list("pk", "state"))
    merged: list[int] = []
    replies: dict[int, list[int]] = {}
    for comment in comments.select_related("author"):
        canonical = Comment.objects.filter(
            thread=target, author=comment.author, fingerprint=comment.fingerprint, variant=comment.variant
        ).first()
        if canonical is None:
            Comment.objects.filter(pk=comment.pk).update(thread=target)
            Shingle.objects.filter(comment=comment).update(thread=target)
            continue
        reason = _reason(canonical, comment.text)
        duplicate, replies[comment.pk] = merge_comment(comment, canonical, reason, thread=target)
        merged.append(duplicate.pk)
    return {"moved": list(states), "merged": merged, "states": states, "replies": replies}


def move_comments_back(before: dict[str, Any], comments: QuerySet[Comment], thread: Thread) -> None:
    """Move comments back to `thread`, and undo the merges: `before` is what `move_comments` returned."""
    duplicates = DuplicateComment.objects.filter(pk__in=before["merged"]).select_related("merged_comment")
    for duplicate in duplicates:
        comment = duplicate.merged_comment
        assert comment is not None
        _add_to_count(duplicate.comment_id, -1)
        state = before["states"].get(str(comment.pk), CommentState.VISIBLE)
        Comment.objects.filter(pk=comment.pk).update(state=state, variant="", thread=thread)
        duplicate.delete()
        replies = before["replies"].get(str(comment.pk), [])
        Comment.objects.filter(pk__in=replies).update(parent=comment)
        set_root(replies, comment.root_id or comment.pk)
    pks = list(comments.values_list("pk", flat=True))
    Comment.objects.filter(pk__in=pks).update(thread=thread)
    Shingle.objects.filter(comment__in=pks).update(thread=thread)


def set_root(pks: list[int], root: int) -> None:
    """Make `root` the topmost comment above these comments and above all replies below them."""
    while pks:
        Comment.objects.filter(pk__in=pks).update(root=root)
        pks = list(Comment.objects.filter(parent__in=pks).values_list("pk", flat=True))


def _reason(canonical: Comment, text: str) -> DuplicateReason:
    return DuplicateReason.EXACT if text == canonical.text else DuplicateReason.NORMALISED


def _add_to_count(pk: int, number: int) -> None:
    Comment.objects.filter(pk=pk).update(duplicate_count=F("duplicate_count") + number)
