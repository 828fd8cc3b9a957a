"""Finding likely duplicates among all spaces, and keeping them for moderators."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.utils import timezone

from spaces.directory.models import Space
from spaces.duplicates.blocks import Pair, pairs
from spaces.duplicates.likeness import LIKELY, Likeness, compare
from spaces.duplicates.models import LikelyDuplicate

OUTCOMES = ("created", "updated", "unchanged", "not_the_same", "gone")
BATCH = 500
Found = tuple[Pair, Likeness]


@dataclass
class Report:
    """What became of every pair that was found. `pairs` lists those that wait, the likeliest first."""

    counts: Counter = field(default_factory=Counter)
    pairs: list[dict] = field(default_factory=list)

    def as_dict(self) -> dict:
        """{"found": n, "created": n, ..., "pairs": [{"first", "second", "score", "reasons"}]}"""
        found = sum(self.counts[outcome] for outcome in OUTCOMES if outcome != "gone")
        return {
            "found": found,
            **{outcome: self.counts[outcome] for outcome in OUTCOMES},
            "pairs": sorted(self.pairs, key=lambda pair: -pair["score"]),
        }


def likely(found: Iterator[Pair]) -> Iterator[Found]:
    """Those pairs that are likely one place, each once. Keeps the numbers of likely pairs in memory."""
    known: set[tuple[int, int]] = set()
    for one, other in found:
        likeness = compare(one, other)
        if likeness.score < LIKELY:
            continue
        first, second = sorted((one, other), key=lambda row: row.pk)
        if (first.pk, second.pk) not in known:
            known.add((first.pk, second.pk))
            yield (first, second), likeness


def refresh(seen: Callable[[], object] = lambda: None) -> Report:
    """Bring the table of likely duplicates up to date. What was judged not the same stays so."""
    report, now = Report(), timezone.now()
    found = likely(pairs(seen))
    while batch := list(islice(found, BATCH)):
        _keep(batch, report, now)
    gone, _rows = LikelyDuplicate.objects.waiting().filter(found_at__lt=now).order_by().delete()
    report.counts["gone"] = gone
    return report


def _keep(batch: list[Found], report: Report, now: datetime) -> None:
    firsts = [first.pk for (first, _second), _likeness in batch]
    known = {(row.first_id, row.second_id): row for row in LikelyDuplicate.objects.filter(first__in=firsts)}
    new = []
    for (first, second), likeness in batch:
        row = known.get((first.pk, second.pk))
        if row is None:
            new.append(row_of(first.pk, second.pk, likeness, now))
        report.counts[_update(row, likeness, now) if row else "created"] += 1
    LikelyDuplicate.objects.bulk_create(new, ignore_conflicts=True)
    changed = ("score", "reasons", "distance_m", "found_at")
    LikelyDuplicate.objects.bulk_update([row for row in known.values() if row.found_at == now], changed)
    _list(batch, {key for key, row in known.items() if row.is_dismissed}, report)


def row_of(first: int, second: int, likeness: Likeness, now: datetime | None = None) -> LikelyDuplicate:
    """A pair as a row, not saved yet."""
    return LikelyDuplicate(
        first_id=min(first, second),
        second_id=max(first, second),
        score=likeness.score,
        reasons=likeness.reasons,
        distance_m=likeness.distance_m,
        found_at=now or timezone.now(),
    )


def _update(row: LikelyDuplicate, likeness: Likeness, now: datetime) -> str:
    before = (row.score, row.reasons, row.distance_m)
    row.score, row.reasons, row.distance_m = likeness.score, likeness.reasons, likeness.distance_m
    row.found_at = now
    if row.is_dismissed:
        return "not_the_same"
    return "unchanged" if before == (row.score, row.reasons, row.distance_m) else "updated"


def _list(batch: list[Found], dismissed: set[tuple[int, int]], report: Report) -> None:
    shown = [found for found in batch if (found[0][0].pk, found[0][1].pk) not in dismissed]
    pks = {row.pk for pair, _likeness in shown for row in pair}
    slugs = dict(Space.objects.filter(pk__in=pks).values_list("pk", "slug"))
    report.pairs += [
        {
            "first": slugs[first.pk],
            "second": slugs[second.pk],
            "score": likeness.score,
            "reasons": likeness.reasons,
        }
        for (first, second), likeness in shown
    ]
