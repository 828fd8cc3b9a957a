"""What this room moves when two spaces become one: the thread, recommendations and favourites."""

from collections.abc import Iterable
from typing import Any

from reviews.comments.models import Comment, ImportedThread
from reviews.comments.queries import get_or_create_thread, get_thread
from reviews.duplicates.merge import move_comments, move_comments_back
from reviews.favourites.models import Favourite
from reviews.recommendations.models import Recommendation
from reviews.recommendations.queries import update_counts
from spaces.directory.models import Space

MEMORY_KEY = "reviews"


def merge_reviews(sender, kept: Space, gone: Space, **kwargs) -> dict[str, Any]:
    """Everything said of `gone` is said of `kept`. A member's newest word on the place stands."""
    memory = {
        "talk": _move_talk(kept, gone),
        "swapped": _swap_newer(kept, gone),
        "recommendations": _move(Recommendation, gone, kept),
        "favourites": _move(Favourite, gone, kept),
    }
    update_counts([kept.pk, gone.pk])
    return {MEMORY_KEY: memory}


def undo_merge_reviews(sender, kept: Space, gone: Space, memory: dict[str, Any], **kwargs) -> None:
    """Give back what came with `gone`; what was said since stays with `kept`."""
    before = memory[MEMORY_KEY]
    if talk := before["talk"]:
        comments = Comment.objects.filter(pk__in=talk["moved"], thread__space=kept)
        move_comments_back(talk, comments, get_or_create_thread(gone))
        ImportedThread.objects.filter(pk__in=talk["imported"]).update(thread=get_or_create_thread(gone))
    for model, name in ((Recommendation, "recommendations"), (Favourite, "favourites")):
        model._default_manager.filter(pk__in=before[name], space=kept).update(space=gone)
    _swap(before["swapped"])
    update_counts([kept.pk, gone.pk])


def _move_talk(kept: Space, gone: Space) -> dict[str, Any]:
    old = get_thread(gone)
    if old is None:
        return {}
    target = get_or_create_thread(kept)
    imported = list(old.imported.values_list("pk", flat=True))
    ImportedThread.objects.filter(pk__in=imported).update(thread=target)
    return move_comments(old.comments.order_by("pk"), target) | {"imported": imported}


def _move(model, gone: Space, kept: Space) -> list[int]:
    """Rows of members who have none on `kept`; the others stay where they are."""
    members = model.objects.filter(space=kept).values("member")
    pks = list(model.objects.filter(space=gone).exclude(member__in=members).values_list("pk", flat=True))
    model.objects.filter(pk__in=pks).update(space=kept)
    return pks


def _swap_newer(kept: Space, gone: Space) -> list[list[int]]:
    """Where a member spoke of both, the newer word takes the place of the older."""
    mine = {row.member_id: row for row in Recommendation.objects.filter(space=kept)}
    theirs = Recommendation.objects.filter(space=gone, member__in=mine)
    newer = [
        [mine[row.member_id].pk, row.pk] for row in theirs if row.updated_at > mine[row.member_id].updated_at
    ]
    _swap(newer)
    return newer


def _swap(pairs: Iterable[list[int]]) -> None:
    """Exchange what two rows say; each keeps its space."""
    for one, other in pairs:
        rows = Recommendation.objects.in_bulk([one, other])
        if len(rows) < 2:
            continue  # taken back meanwhile
        for target, source in ((one, rows[other]), (other, rows[one])):
            Recommendation.objects.filter(pk=target).update(
                recommends=source.recommends,
                good_for=source.good_for,
                comment=source.comment_id,
                updated_at=source.updated_at,
            )
