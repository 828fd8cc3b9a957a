"""Makes everything that search keeps for itself anew: `manage.py rebuild_search` for a whole directory."""

from collections import defaultdict
from collections.abc import Callable

from django.db.models import F, Value
from django.db.models.functions import Concat, StrIndex, Substr

from spaces.directory.models import Space
from spaces.directory.querysets import BEST_FIRST, LOWEST
from spaces.search_index import backends, derived_columns, dictionary
from spaces.search_index.map_cells import refresh_cells
from spaces.search_index.terms import among_best, reached

BATCH = 1000
FIRST_TIER, GROWTH = 1000, 2  # the best thousand, the best two thousand, the best four thousand, ...


def rebuild(tell: Callable[[str], None] = lambda line: None) -> None:
    """Derive every space, rank them, index them and count their words."""
    tell(f"{derive_all()} spaces derived anew")
    backends.rebuild()
    refresh(tell)


def refresh(tell: Callable[[str], None] = lambda line: None) -> None:
    """What changes a little every day: the standing of spaces, the counts of words, the cells of the map."""
    tell(f"{rank_all()} spaces took another standing")
    tell(f"{dictionary.recount()} words and marks counted")
    tell(f"{refresh_cells()} cells of the map counted")


def derive_all() -> int:
    """Compute the derived columns of all spaces, batch by batch; returns how many there are."""
    last, count = 0, 0
    while batch := list(
        Space.objects.filter(pk__gt=last).select_related("city__country").order_by("pk")[:BATCH]
    ):
        derived_columns.refresh(batch, learn=False)
        last, count = batch[-1].pk, count + len(batch)
    return count


def rank_all() -> int:
    """Give every space its standing by its place among all; returns how many changed."""
    moved: dict[tuple[int, int], list[int]] = defaultdict(list)
    best = Space.objects.order_by(*BEST_FIRST).values_list("pk", "standing")
    ranked = set()
    for place, (pk, tier) in enumerate(best[: FIRST_TIER * GROWTH ** (LOWEST - 1)]):
        ranked.add(pk)
        if tier != (right := tier_of(place)):
            moved[tier, right].append(pk)
    fallen = Space.objects.filter(standing__lt=LOWEST).values_list("pk", "standing")
    for pk, tier in fallen.iterator():
        if pk not in ranked:
            moved[tier, LOWEST].append(pk)
    for (tier, right), pks in moved.items():
        _move(pks, tier, right)
    return sum(map(len, moved.values()))


def tier_of(place: int) -> int:
    """The standing of the space at that place, counted from 0."""
    tier, end = 0, FIRST_TIER
    while place >= end and tier < LOWEST:
        tier, end = tier + 1, end * GROWTH
    return tier


def _move(pks: list[int], tier: int, right: int) -> None:
    words: F | Substr = F("search_text")
    if tier < LOWEST:
        words = Substr("search_text", 1, StrIndex("search_text", Value(f" {among_best(tier)} ")))
    marked = Concat(words, Value(reached(right)))
    for start in range(0, len(pks), BATCH):
        Space.objects.filter(pk__in=pks[start : start + BATCH]).update(standing=right, search_text=marked)
