"""Comments move to another thread, and back. Each still stands once: what stands there already is folded."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from reviews.comments.choices import CommentState
from reviews.comments.models import Author, Comment, Thread
from reviews.duplicates.models import DuplicateComment, DuplicateReason
from reviews.near_duplicates.models import Shingle


def move_comments(comments: QuerySet[Comment], target: Thread) -> dict[str, Any]:
    """Move comments to a thread; answers to a folded one hang below the one that stands.

    Returns what `move_back` needs: `folded` (copies), `states` and `replies` by comment, `moved`.
    """
    states = dict(comments.values_list("pk", "state"))
    folded, replies = [], {}
    for comment in comments.select_related("author"):
        standing = Comment.objects.filter(
            thread=target, author=comment.author, fingerprint=comment.fingerprint, variant=comment.variant
        ).first()
        if standing is None:
            Comment.objects.filter(pk=comment.pk).update(thread=target)
            comment.shingles.update(thread=target)
            continue
        folded.append(_merge_comment(comment, standing, target).pk)
        replies[comment.pk] = list(comment.replies.values_list("pk", flat=True))
        Comment.objects.filter(pk__in=replies[comment.pk]).update(parent=standing)
        set_root(replies[comment.pk], standing.root_id or standing.pk)
    return {"moved": list(states), "folded": folded, "states": states, "replies": replies}


def _merge_comment(comment: Comment, standing: Comment, target: Thread) -> DuplicateComment:
    reason = DuplicateReason.EXACT if standing.text == comment.text else DuplicateReason.NORMALISED
    copy = DuplicateComment.objects.create(
        comment=standing,
        author=comment.author,
        text=comment.text,
        reason=reason,
        posted_at=comment.posted_at,
        merged_comment=comment,
    )
    Comment.objects.filter(pk=standing.pk).update(duplicate_count=F("duplicate_count") + 1)
    Comment.objects.filter(pk=comment.pk).update(
        thread=target, state=CommentState.MERGED, variant=f"duplicate-{copy.pk}"
    )
    return copy


def move_comments_back(before: dict[str, Any], comments: QuerySet[Comment], thread: Thread) -> None:
    """Let moved comments stand in `thread` again, each as it was."""
    copies = DuplicateComment.objects.filter(pk__in=before["folded"]).select_related("merged_comment")
    for copy in copies:
        folded = copy.merged_comment
        assert folded is not None
        Comment.objects.filter(pk=copy.comment_id).update(duplicate_count=F("duplicate_count") - 1)
        state = before["states"].get(str(folded.pk), CommentState.VISIBLE)
        Comment.objects.filter(pk=folded.pk).update(state=state, variant="", thread=thread)
        copy.delete()
        answers = before.get("replies", {}).get(str(folded.pk), [])
        Comment.objects.filter(pk__in=answers).update(parent=folded)
        set_root(answers, folded.root_id or folded.pk)
    pks = list(comments.values_list("pk", flat=True))
    Comment.objects.filter(pk__in=pks).update(thread=thread)
    Shingle.objects.filter(comment__in=pks).update(thread=thread)


def set_root(pks: list[int], root: int) -> None:
    """Everything below these comments hangs below `root` now."""
    while pks:
        Comment.objects.filter(pk__in=pks).update(root=root)
        pks = list(Comment.objects.filter(parent__in=pks).values_list("pk", flat=True))


def add_duplicate(
    comment: Comment, author: Author, text: str, *, token: str = "", **fields: Any
) -> DuplicateComment | None:
    """Keep a copy of what stands already as evidence. None when this very form was kept before."""
    reason = DuplicateReason.EXACT if text == comment.text else DuplicateReason.NORMALISED
    if token and comment.duplicates.filter(token=token).exists():
        return None
    try:
        with transaction.atomic():
            copy = DuplicateComment.objects.create(
                comment=comment, author=author, text=text, reason=reason, token=token, **fields
            )
    except IntegrityError:
        return None
    Comment.objects.filter(pk=comment.pk).update(duplicate_count=F("duplicate_count") + 1)
    return copy
