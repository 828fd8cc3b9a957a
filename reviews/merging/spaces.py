"""Merging the reviews of two spaces: the thread, recommendations and favourites. Receivers of signals.

`kept` is the space that stays, `gone` the one that is merged into it.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from reviews.comments.models import Comment, ImportedThread
from reviews.comments.queries import get_or_create_thread, get_thread
from reviews.duplicates.merge import move_comments, move_comments_back
from reviews.favourites.models import Favourite
from reviews.recommendations.models import Recommendation
from reviews.recommendations.queries import update_counts
from spaces.directory.models import Space

MEMORY_KEY = "reviews"


def merge_reviews(sender: object, kept: Space, gone: Space, **kwargs: Any) -> dict[str, Any]:
    """Move the reviews of `gone` to `kept`. Of two recommendations by a member the newer one counts.

    Returns what `undo_merge_reviews` needs, for the audit log's entry of the merge.
    """
    memory = {
        "thread": _move_thread(kept, gone),
        "swapped": _swap_newer_recommendations(kept, gone),
        "recommendations": _move_rows(Recommendation, kept, gone),
        "favourites": _move_rows(Favourite, kept, gone),
    }
    update_counts([kept.pk, gone.pk])
    return {MEMORY_KEY: memory}


def undo_merge_reviews(
    sender: object, kept: Space, gone: Space, memory: dict[str, Any], **kwargs: Any
) -> None:
    """Return to `gone` what came with it. What was posted after the merge stays with `kept`."""
    before = memory[MEMORY_KEY]
    if moved := before["thread"]:
        comments = Comment.objects.filter(pk__in=moved["moved"], thread__space=kept)
        move_comments_back(moved, comments, get_or_create_thread(gone))
        imported = ImportedThread.objects.filter(pk__in=moved["imported"])
        imported.update(thread=get_or_create_thread(gone))
    Recommendation.objects.filter(pk__in=before["recommendations"], space=kept).update(space=gone)
    Favourite.objects.filter(pk__in=before["favourites"], space=kept).update(space=gone)
    _swap_recommendations(before["swapped"])
    update_counts([kept.pk, gone.pk])


def _move_thread(kept: Space, gone: Space) -> dict[str, Any]:
    thread = get_thread(gone)
    if thread is None:
        return {}
    target = get_or_create_thread(kept)
    imported = list(thread.imported.values_list("pk", flat=True))
    ImportedThread.objects.filter(pk__in=imported).update(thread=target)
    return move_comments(thread.comments.order_by("pk"), target) | {"imported": imported}


def _move_rows(model: type[Model], kept: Space, gone: Space) -> list[int]:
    """Move the rows of members who have none for `kept`. Returns their primary keys; the others stay."""
    members = model._default_manager.filter(space=kept).values("member")
    pks = list(
        model._default_manager.filter(space=gone).exclude(member__in=members).values_list("pk", flat=True)
    )
    model._default_manager.filter(pk__in=pks).update(space=kept)
    return pks


def _swap_newer_recommendations(kept: Space, gone: Space) -> list[list[int]]:
    """Swap the recommendations of members who have one for each space, where that of `gone` is newer.

    Returns the pairs of primary keys.
    """
    of_kept = {row.member_id: row for row in Recommendation.objects.filter(space=kept)}
    of_gone = Recommendation.objects.filter(space=gone, member__in=of_kept)
    pairs = [
        [of_kept[row.member_id].pk, row.pk]
        for row in of_gone
        if row.updated_at > of_kept[row.member_id].updated_at
    ]
    _swap_recommendations(pairs)
    return pairs


def _swap_recommendations(pairs: Iterable[list[int]]) -> None:
    """Swap the contents of two rows; each stays with its space."""
    for one, other in pairs:
        rows = Recommendation.objects.in_bulk([one, other])
        if len(rows) < 2:
            continue  # withdrawn since
        for target, source in ((one, rows[other]), (other, rows[one])):
            Recommendation.objects.filter(pk=target).update(
                recommends=source.recommends,
                good_for=source.good_for,
                comment=source.comment_id,
                updated_at=source.updated_at,
            )
