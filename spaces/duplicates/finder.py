"""Find likely duplicates among all spaces, and store them for moderators."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from coworking.database.writing.short_transactions import short_transaction
from coworking.database.writing.spooled import SpooledBatches
from spaces.directory.models import Space
from spaces.duplicates.blocking import Pair, pairs, pairs_of
from spaces.duplicates.models import LikelyDuplicate
from spaces.duplicates.similarity import LIKELY, Similarity, compare

OUTCOMES = ("created", "updated", "unchanged", "not_the_same", "gone")
BATCH = 500
Found = tuple[Pair, Similarity]


@dataclass
class Report:
    """The outcome of each pair that was found; `pairs` are those that wait for a decision."""

    counts: Counter[str] = field(default_factory=Counter)
    pairs: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """{"found": n, "created": n, ..., "pairs": [{"first", "second", "score", "reasons"}]}"""
        found = sum(self.counts[outcome] for outcome in OUTCOMES if outcome != "gone")
        return {
            "found": found,
            **{outcome: self.counts[outcome] for outcome in OUTCOMES},
            "pairs": sorted(self.pairs, key=lambda pair: -pair["score"]),
        }


def likely_pairs(found: Iterator[Pair]) -> Iterator[Found]:
    """The pairs that are likely one place, each once. The keys of likely pairs are in memory."""
    known: set[tuple[int, int]] = set()
    for one, other in found:
        similarity = compare(one, other)
        if similarity.score < LIKELY:
            continue
        first, second = sorted((one, other), key=lambda row: row.pk)
        if (first.pk, second.pk) not in known:
            known.add((first.pk, second.pk))
            yield (first, second), similarity


def add_likely_duplicates(pks: Collection[int]) -> Report:
    """Add the pairs that these spaces are in to the table of likely duplicates."""
    report = Report()
    _save(likely_pairs(pairs_of(pks)), report, timezone.now())
    return report


def update_likely_duplicates(seen: Callable[[], object] = lambda: None) -> Report:
    """Update the table of likely duplicates. Pairs that were dismissed stay dismissed."""
    report, now = Report(), timezone.now()
    _save(likely_pairs(pairs(seen)), report, now)
    gone = list(LikelyDuplicate.objects.waiting().filter(found_at__lt=now).values_list("pk", flat=True))
    for start in range(0, len(gone), BATCH):
        with short_transaction():
            rows = LikelyDuplicate.objects.waiting().filter(pk__in=gone[start : start + BATCH])
            report.counts["gone"] += rows.filter(found_at__lt=now).order_by().delete()[0]
    return report


def _save(found: Iterator[Found], report: Report, now: datetime) -> None:
    """Store pairs in short transactions, once all are found: comparing takes no lock."""
    for batch in SpooledBatches(found, BATCH):
        with short_transaction():
            keys = {row.pk for pair, _similarity in batch for row in pair}
            here = set(Space.objects.filter(pk__in=keys, merged_into=None).values_list("pk", flat=True))
            # Not those that were merged or deleted meanwhile.
            pairs_here = [one for one in batch if one[0][0].pk in here and one[0][1].pk in here]
            _save_batch(pairs_here, report, now)


def _save_batch(batch: list[Found], report: Report, now: datetime) -> None:
    firsts = [first.pk for (first, _second), _similarity in batch]
    known = {(row.first_id, row.second_id): row for row in LikelyDuplicate.objects.filter(first__in=firsts)}
    new = []
    for (first, second), similarity in batch:
        row = known.get((first.pk, second.pk))
        if row is None:
            new.append(_new_row(first.pk, second.pk, similarity, now))
        report.counts[_update(row, similarity, now) if row else "created"] += 1
    LikelyDuplicate.objects.bulk_create(new, ignore_conflicts=True)
    changed = ("score", "reasons", "distance_m", "found_at")
    LikelyDuplicate.objects.bulk_update([row for row in known.values() if row.found_at == now], changed)
    _list_pairs(batch, {key for key, row in known.items() if row.is_dismissed}, report)


def _new_row(first: int, second: int, similarity: Similarity, now: datetime | None = None) -> LikelyDuplicate:
    """An unsaved row for a pair."""
    return LikelyDuplicate(
        first_id=min(first, second),
        second_id=max(first, second),
        score=similarity.score,
        reasons=similarity.reasons,
        distance_m=similarity.distance_m,
        found_at=now or timezone.now(),
    )


def _update(row: LikelyDuplicate, similarity: Similarity, now: datetime) -> str:
    before = (row.score, row.reasons, row.distance_m)
    row.score, row.reasons, row.distance_m = similarity.score, similarity.reasons, similarity.distance_m
    row.found_at = now
    if row.is_dismissed:
        return "not_the_same"
    return "unchanged" if before == (row.score, row.reasons, row.distance_m) else "updated"


def _list_pairs(batch: list[Found], dismissed: set[tuple[int, int]], report: Report) -> None:
    shown = [found for found in batch if (found[0][0].pk, found[0][1].pk) not in dismissed]
    pks = {row.pk for pair, _similarity in shown for row in pair}
    slugs = dict(Space.objects.filter(pk__in=pks).values_list("pk", "slug"))
    report.pairs += [
        {
            "first": slugs[first.pk],
            "second": slugs[second.pk],
            "score": similarity.score,
            "reasons": similarity.reasons,
        }
        for (first, second), similarity in shown
    ]
