"""Recommendations: one word a member and space, and the figures that spaces keep of them."""

import math
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Q

from coworking.accounts.models import User
from coworking.database.prepared import Param, PreparedQuery
from reviews.comments.models import Comment
from reviews.recommendations.models import GoodFor, Recommendation
from spaces.directory.models import Space

Z = 1.96  # 95% confidence
_those_for = PreparedQuery(
    lambda: Recommendation.objects.filter(space=Param(0), recommends=True).order_by().only("good_for")
)


def wilson_lower_bound(yes: int, total: int) -> float:
    """Lower bound of the share of yes among all, at 95% confidence: 0 to 1, 0 without any.

    Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    """
    if not total:
        return 0.0
    share, z2 = yes / total, Z * Z
    middle = share + z2 / (2 * total)
    spread = Z * math.sqrt((share * (1 - share) + z2 / (4 * total)) / total)
    return max(0.0, (middle - spread) / (1 + z2 / total))


@transaction.atomic
def set_recommendation(
    user: User, space: Space, recommends: bool, good_for: Iterable[str] = (), comment: Comment | None = None
) -> Recommendation:
    """Set a member's word on a space."""
    Space.objects.select_for_update().get(pk=space.pk)
    values = {"recommends": recommends, "good_for": sorted(set(good_for) & set(GoodFor.values))}
    if comment:
        values["comment"] = comment
    return Recommendation.objects.update_or_create(space=space, member=user, defaults=values)[0]


@transaction.atomic
def withdraw_recommendation(user: User, space: Space) -> None:
    """A member has no word on this space any more."""
    Space.objects.select_for_update().get(pk=space.pk)
    Recommendation.objects.filter(space=space, member=user).delete()


def update_counts_on_change(sender, instance: Recommendation, **kwargs) -> None:
    """Whenever a recommendation is saved or deleted, by whatever way, the figures of its space follow."""
    update_counts([instance.space_id])


def count_recommendations(spaces: Iterable[int]) -> dict[int, tuple[int, int]]:
    """{space: (how many recommend it, of how many)}, from the rows."""
    rows = Recommendation.objects.filter(space__in=spaces).values("space").order_by()
    counted = rows.annotate(yes=Count("pk", filter=Q(recommends=True)), total=Count("pk"))
    return {row["space"]: (row["yes"], row["total"]) for row in counted}


def update_counts(spaces: list[int]) -> None:
    """Write the figures of these spaces anew."""
    found = count_recommendations(spaces)
    for pk in spaces:
        yes, total = found.get(pk, (0, 0))
        Space.objects.filter(pk=pk).update(
            recommended_count=yes,
            recommendation_count=total,
            recommendation_score=wilson_lower_bound(yes, total),
        )


def good_for_counts(space: Space) -> list[tuple[str, int]]:
    """What those who recommend it find it good for: (label, how many), most first, then as offered."""
    given = Counter(key for row in _those_for.objects(space.pk) for key in row.good_for)
    counts = Counter({key: given[key] for key in GoodFor.values if given[key]})
    return [(str(GoodFor(key).label), count) for key, count in counts.most_common()]


def find_wrong_counts() -> list[tuple[Space, tuple[int, int]]]:
    """Spaces whose figures do not match their rows, with what the rows say."""
    rows = count_recommendations(Recommendation.objects.values_list("space", flat=True).distinct())
    kept = Space.objects.filter(Q(pk__in=rows.keys()) | ~Q(recommendation_count=0))
    wrong = []
    for space in kept.iterator():
        yes, total = rows.get(space.pk, (0, 0))
        same = (space.recommended_count, space.recommendation_count) == (yes, total)
        if not same or not math.isclose(
            space.recommendation_score, wilson_lower_bound(yes, total), abs_tol=1e-9
        ):
            wrong.append((space, (yes, total)))
    return wrong
