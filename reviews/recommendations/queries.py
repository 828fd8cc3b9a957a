"""Recommendations of members, and their counts, which are stored with each space."""

import math
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from coworking.accounts.models import User
from coworking.database.prepared import Param, PreparedQuery
from reviews.comments.models import Comment
from reviews.recommendations.models import GoodFor, Recommendation
from spaces.directory.models import Space
from spaces.directory.querysets import SAMPLE_SCORE

Z = 1.96  # 95% confidence
_positive = PreparedQuery(
    lambda: Recommendation.objects.filter(space=Param(0), recommends=True).order_by().only("good_for")
)


def wilson_lower_bound(positive: int, total: int) -> float:
    """Return the lower bound of the share of positive votes at 95% confidence: 0 to 1, 0 without any vote.

    Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    """
    if not positive:
        return 0.0  # exactly; the formula below leaves a rounding error
    share, z2 = positive / total, Z * Z
    middle = share + z2 / (2 * total)
    spread = Z * math.sqrt((share * (1 - share) + z2 / (4 * total)) / total)
    return max(0.0, (middle - spread) / (1 + z2 / total))


def ranking_score(positive: int, total: int, *, is_sample: bool) -> float:
    """Return the score by which lists are ordered: 0 to 1, and below 0 for samples.

    So no list that is ordered by it has a sample before a real place, however members like the sample.
    """
    return wilson_lower_bound(positive, total) + (SAMPLE_SCORE if is_sample else 0)


@transaction.atomic
def set_recommendation(
    user: User, space: Space, recommends: bool, good_for: Iterable[str] = (), comment: Comment | None = None
) -> Recommendation:
    """Create or change a member's recommendation of a space. Unknown keys of `good_for` are ignored."""
    Space.objects.select_for_update().get(pk=space.pk)
    values = {"recommends": recommends, "good_for": sorted(set(good_for) & set(GoodFor.values))}
    if comment:
        values["comment"] = comment
    return Recommendation.objects.update_or_create(space=space, member=user, defaults=values)[0]


@transaction.atomic
def withdraw_recommendation(user: User, space: Space) -> None:
    """Delete a member's recommendation of a space."""
    Space.objects.select_for_update().get(pk=space.pk)
    Recommendation.objects.filter(space=space, member=user).delete()


def good_for_counts(space: Space) -> list[tuple[str, int]]:
    """Return what members recommend a space for: (label, count), highest count first, then in form order."""
    given = Counter(key for row in _positive.objects(space.pk) for key in row.good_for)
    counts = Counter({key: given[key] for key in GoodFor.values if given[key]})
    return [(str(GoodFor(key).label), count) for key, count in counts.most_common()]


# The counts that are stored with spaces


def update_counts_on_change(sender: object, instance: Recommendation, **kwargs: Any) -> None:
    """Update the counts of a space whenever a recommendation of it is saved or deleted (signal receiver)."""
    update_counts([instance.space_id])


@transaction.atomic
def update_counts(spaces: list[int]) -> None:
    """Count the recommendations of these spaces, and store the counts."""
    # Locked first: what others change at the same time is counted by whoever comes last.
    locked = Space.objects.select_for_update().filter(pk__in=spaces).order_by("pk")
    samples = dict(locked.values_list("pk", "is_sample"))
    counts = count_recommendations(spaces)
    for pk, is_sample in samples.items():
        positive, total = counts.get(pk, (0, 0))
        Space.objects.filter(pk=pk).update(
            recommended_count=positive,
            recommendation_count=total,
            recommendation_score=ranking_score(positive, total, is_sample=is_sample),
        )


def count_recommendations(spaces: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return {space: (positive, total)} counted from the rows; spaces without any are left out."""
    rows = Recommendation.objects.filter(space__in=spaces).values("space").order_by()
    counted = rows.annotate(positive=Count("pk", filter=Q(recommends=True)), total=Count("pk"))
    return {row["space"]: (row["positive"], row["total"]) for row in counted}


def find_wrong_counts() -> list[tuple[Space, tuple[int, int]]]:
    """Return spaces whose stored counts or score are wrong, with (positive, total) counted from the rows."""
    counts = count_recommendations(Recommendation.objects.values_list("space", flat=True).distinct())
    spaces = Space.objects.filter(Q(pk__in=counts.keys()) | ~Q(recommendation_count=0))
    wrong = []
    for space in spaces.iterator():
        positive, total = counts.get(space.pk, (0, 0))
        same = (space.recommended_count, space.recommendation_count) == (positive, total)
        score = ranking_score(positive, total, is_sample=space.is_sample)
        if not same or not math.isclose(space.recommendation_score, score, abs_tol=1e-9):
            wrong.append((space, (positive, total)))
    return wrong
