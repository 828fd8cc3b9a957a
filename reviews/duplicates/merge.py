"""Merging duplicates into the canonical comment, when a text is posted again and when threads are joined."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from reviews.comments.choices import CommentState
from reviews.comments.models import Author, Comment, Thread
from reviews.duplicates.models import DuplicateComment, DuplicateReason
from reviews.near_duplicates.models import Shingle

# Of two comments that become one. MERGED is last: what was merged into neither counts.
STRICTEST_FIRST = (
    CommentState.REJECTED,
    CommentState.PENDING,
    CommentState.VISIBLE,
    CommentState.DELETED,
    CommentState.MERGED,
)


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


def canonical_pk(comment: Comment) -> int:
    """Return the primary key of the comment that stands for this one: itself, unless it was merged."""
    pk, seen = comment.pk, set[int]()
    while pk not in seen:
        seen.add(pk)
        merged = DuplicateComment.objects.filter(
            merged_comment=pk, split_into=None, merged_comment__state=CommentState.MERGED
        )
        pk = merged.values_list("comment", flat=True).first() or pk
    return pk


def merge_comment(
    comment: Comment, canonical: Comment, reason: str, **changes: Any
) -> tuple[DuplicateComment, list[int]]:
    """Merge a comment into the canonical one, to which its direct replies move. The caller has locked both.

    The state that comes first in STRICTEST_FIRST is that of both: what a moderator rejected stays rejected.
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
    stricter = min(comment, canonical, key=lambda one: STRICTEST_FIRST.index(one.state))
    Comment.objects.filter(pk=canonical.pk).update(
        state=stricter.state, pending_reason=stricter.pending_reason
    )
    variant = f"duplicate-{duplicate.pk}"
    Comment.objects.filter(pk=comment.pk).update(state=CommentState.MERGED, variant=variant, **changes)
    replies = list(comment.replies.values_list("pk", flat=True))
    Comment.objects.filter(pk__in=replies).update(parent=canonical)
    set_root(replies, canonical.root_id or canonical.pk)
    return duplicate, replies


def move_comments(comments: QuerySet[Comment], target: Thread) -> dict[str, Any]:
    """Move comments to another thread. Those that the thread has already are merged into the ones there.

    Returns what `move_comments_back` needs, for JSON: primary keys of the comments `moved` and of the
    duplicates `merged`; `states` and `replies` of merged comments by primary key, and by that of the comments
    into which they were merged the state and pending reason before and the state after (`canonicals`).
    """
    locked = list(comments.select_for_update(of=("self",)).select_related("author").order_by("pk"))
    merged: list[int] = []
    replies: dict[int, list[int]] = {}
    canonicals: dict[int, list[str]] = {}
    for comment in locked:
        same = Comment.objects.filter(
            thread=target, author=comment.author, fingerprint=comment.fingerprint, variant=comment.variant
        ).first()
        if same is None or comment.state == CommentState.MERGED:
            variant = f"merged-{comment.pk}" if same else comment.variant
            Comment.objects.filter(pk=comment.pk).update(thread=target, variant=variant)
            Shingle.objects.filter(comment=comment).update(thread=target)
            continue
        canonical = Comment.objects.select_for_update().get(pk=canonical_pk(same))
        reason = _reason(canonical, comment.text)
        before = [canonical.state, canonical.pending_reason]
        duplicate, replies[comment.pk] = merge_comment(comment, canonical, reason, thread=target)
        canonical.refresh_from_db(fields=["state"])
        canonicals[canonical.pk] = [*canonicals.get(canonical.pk, before)[:2], canonical.state]
        merged.append(duplicate.pk)
    states = {comment.pk: comment.state for comment in locked}
    return {
        "moved": list(states),
        "merged": merged,
        "states": states,
        "replies": replies,
        "canonicals": canonicals,
    }


def move_comments_back(before: dict[str, Any], comments: QuerySet[Comment], thread: Thread) -> None:
    """Move comments back to `thread`, and undo the merges: `before` is what `move_comments` returned.

    A comment into which others were merged gets its former state, unless that was decided on since.
    """
    for pk, (state, pending_reason, after) in before.get("canonicals", {}).items():
        Comment.objects.filter(pk=pk, state=after).update(state=state, pending_reason=pending_reason)
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
    merged_before = [f"merged-{pk}" for pk in pks]
    Comment.objects.filter(pk__in=pks, variant__in=merged_before).update(variant="")
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
