"""Comments move to another thread, and back. Each still stands once: what stands there already is folded."""

from typing import Any

from django.db.models import F, QuerySet

from reviews.comments.models import Comment, DuplicateComment, Piece, Reason, State, Thread


def move(comments: QuerySet[Comment], target: Thread) -> dict[str, Any]:
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
            comment.pieces.update(thread=target)
            continue
        folded.append(_fold(comment, standing, target).pk)
        replies[comment.pk] = list(comment.replies.values_list("pk", flat=True))
        Comment.objects.filter(pk__in=replies[comment.pk]).update(parent=standing)
        reroot(replies[comment.pk], standing.root_id or standing.pk)
    return {"moved": list(states), "folded": folded, "states": states, "replies": replies}


def _fold(comment: Comment, standing: Comment, target: Thread) -> DuplicateComment:
    reason = Reason.EXACT if standing.text == comment.text else Reason.NORMALISED
    copy = DuplicateComment.objects.create(
        comment=standing,
        author=comment.author,
        text=comment.text,
        reason=reason,
        posted_at=comment.posted_at,
        folded=comment,
    )
    Comment.objects.filter(pk=standing.pk).update(copy_count=F("copy_count") + 1)
    Comment.objects.filter(pk=comment.pk).update(thread=target, state=State.FOLDED, variant=f"copy-{copy.pk}")
    return copy


def move_back(before: dict[str, Any], comments: QuerySet[Comment], thread: Thread) -> None:
    """Let moved comments stand in `thread` again, each as it was."""
    copies = DuplicateComment.objects.filter(pk__in=before["folded"]).select_related("folded")
    for copy in copies:
        folded = copy.folded
        assert folded is not None
        Comment.objects.filter(pk=copy.comment_id).update(copy_count=F("copy_count") - 1)
        state = before["states"].get(str(folded.pk), State.VISIBLE)
        Comment.objects.filter(pk=folded.pk).update(state=state, variant="", thread=thread)
        copy.delete()
        answers = before.get("replies", {}).get(str(folded.pk), [])
        Comment.objects.filter(pk__in=answers).update(parent=folded)
        reroot(answers, folded.root_id or folded.pk)
    pks = list(comments.values_list("pk", flat=True))
    Comment.objects.filter(pk__in=pks).update(thread=thread)
    Piece.objects.filter(comment__in=pks).update(thread=thread)


def reroot(pks: list[int], root: int) -> None:
    """Everything below these comments hangs below `root` now."""
    while pks:
        Comment.objects.filter(pk__in=pks).update(root=root)
        pks = list(Comment.objects.filter(parent__in=pks).values_list("pk", flat=True))
