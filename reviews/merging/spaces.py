"""Receivers of signals that merge the reviews of two spaces: the thread, recommendations and favourites.

`duplicate` is the space that is merged into `target`.
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

UNDO_KEY = "reviews"


def merge_reviews(sender: object, target: Space, duplicate: Space, **kwargs: Any) -> dict[str, Any]:
    """Move the reviews of `duplicate` to `target`. Of two recommendations by a member the newer one counts.

    Returns the undo data, which is stored in the log entry of the merge.
    """
    undo_data = {
        "thread": _move_thread(target, duplicate),
        "swapped": _swap_newer_recommendations(target, duplicate),
        "recommendations": _move_rows(Recommendation, target, duplicate),
        "favourites": _move_rows(Favourite, target, duplicate),
    }
    update_counts([target.pk, duplicate.pk])
    return {UNDO_KEY: undo_data}


def undo_merge_reviews(
    sender: object, target: Space, duplicate: Space, undo_data: dict[str, Any], **kwargs: Any
) -> None:
    """Move the reviews back to `duplicate`. What was posted after the merge stays with `target`."""
    before = undo_data[UNDO_KEY]
    if moved := before["thread"]:
        comments = Comment.objects.filter(pk__in=moved["moved"], thread__space=target)
        move_comments_back(moved, comments, get_or_create_thread(duplicate))
        imported = ImportedThread.objects.filter(pk__in=moved["imported"])
        imported.update(thread=get_or_create_thread(duplicate))
    Recommendation.objects.filter(pk__in=before["recommendations"], space=target).update(space=duplicate)
    Favourite.objects.filter(pk__in=before["favourites"], space=target).update(space=duplicate)
    _swap_recommendations(before["swapped"])
    update_counts([target.pk, duplicate.pk])


def _move_thread(target: Space, duplicate: Space) -> dict[str, Any]:
    """Move the comments and the links to imported threads. Returns undo data, empty without a thread."""
    thread = get_thread(duplicate)
    if thread is None:
        return {}
    target_thread = get_or_create_thread(target)
    imported = list(thread.imported.values_list("pk", flat=True))
    ImportedThread.objects.filter(pk__in=imported).update(thread=target_thread)
    return move_comments(thread.comments.order_by("pk"), target_thread) | {"imported": imported}


def _move_rows(model: type[Model], target: Space, duplicate: Space) -> list[int]:
    """Move the rows of members who have none for `target`; the others stay. Returns the moved keys."""
    rows = model._default_manager
    members = rows.filter(space=target).values("member")
    pks = list(rows.filter(space=duplicate).exclude(member__in=members).values_list("pk", flat=True))
    rows.filter(pk__in=pks).update(space=target)
    return pks


def _swap_newer_recommendations(target: Space, duplicate: Space) -> list[list[int]]:
    """Swap the recommendations of members who have one for each space, where that of `duplicate` is newer.

    Returns the pairs of primary keys.
    """
    of_target = {row.member_id: row for row in Recommendation.objects.filter(space=target)}
    of_duplicate = Recommendation.objects.filter(space=duplicate, member__in=of_target)
    pairs = [
        [of_target[row.member_id].pk, row.pk]
        for row in of_duplicate
        if row.updated_at > of_target[row.member_id].updated_at
    ]
    _swap_recommendations(pairs)
    return pairs


def _swap_recommendations(pairs: Iterable[list[int]]) -> None:
    """Swap the contents of each pair of rows; each row stays with its space."""
    for one, other in pairs:
        rows = Recommendation.objects.in_bulk([one, other])
        if len(rows) < 2:
            continue  # withdrawn since
        for pk, source in ((one, rows[other]), (other, rows[one])):
            Recommendation.objects.filter(pk=pk).update(
                recommends=source.recommends,
                good_for=source.good_for,
                comment=source.comment_id,
                updated_at=source.updated_at,
            )
