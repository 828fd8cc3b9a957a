"""Derives everything that search stores for a whole directory: `manage.py rebuild_search`."""

from collections import defaultdict
from collections.abc import Callable

from django.db.models import F, Value
from django.db.models.functions import Concat, StrIndex, Substr

from coworking.database.writing.short_transactions import short_transaction
from spaces.directory.models import Space
from spaces.directory.querysets import BEST_FIRST, LOWEST_TIER
from spaces.search_index import backends, derived_columns, dictionary
from spaces.search_index.index_terms import tier_term, tier_terms
from spaces.search_index.map_cells import refresh_cells

BATCH = 100
MOVED = 1000
FIRST_TIER, GROWTH = 1000, 2  # the best thousand, the best two thousand, the best four thousand, ...


def rebuild(write: Callable[[str], None] = lambda line: None) -> None:
    """Derive the columns of every space, index all spaces, then do what `refresh_statistics` does."""
    write(f"{refresh_all()} spaces derived anew")
    backends.rebuild()
    refresh_statistics(write)


def refresh_statistics(write: Callable[[str], None] = lambda line: None) -> None:
    """Bring up to date what changes a little every day: rank tiers, counts of terms, cells of the map."""
    write(f"{update_rank_tiers()} spaces took another standing")
    write(f"{dictionary.recount()} words and marks counted")
    write(f"{refresh_cells()} cells of the map counted")


def refresh_all() -> int:
    """Compute the derived columns of all spaces, batch by batch; return the number of spaces."""
    last, count = 0, 0
    while True:
        with short_transaction() as turn:
            while True:
                spaces = Space.objects.filter(pk__gt=last).select_related("city__country").order_by("pk")
                batch = list(spaces[:BATCH])
                if not batch:
                    return count
                derived_columns.refresh(batch, update_dictionary=False)
                last, count = batch[-1].pk, count + len(batch)
                if turn.is_over:
                    break


def update_rank_tiers() -> int:
    """Set the rank tier of every space from its position among all; return the number of changed spaces."""
    changes: dict[tuple[int, int], list[int]] = defaultdict(list)  # (old tier, new tier) -> keys
    best = Space.objects.order_by(*BEST_FIRST).values_list("pk", "rank_tier")
    ranked = set()
    for position, (pk, tier) in enumerate(best[: FIRST_TIER * GROWTH ** (LOWEST_TIER - 1)]):
        ranked.add(pk)
        if tier != (new_tier := tier_of(position)):
            changes[tier, new_tier].append(pk)
    others = Space.objects.filter(rank_tier__lt=LOWEST_TIER).values_list("pk", "rank_tier")
    for pk, tier in others.iterator():
        if pk not in ranked:
            changes[tier, LOWEST_TIER].append(pk)
    for (tier, new_tier), pks in changes.items():
        _move(pks, tier, new_tier)
    return sum(map(len, changes.values()))


def tier_of(position: int) -> int:
    """Return the rank tier of the space at this position, counted from 0."""
    tier, end = 0, FIRST_TIER
    while position >= end and tier < LOWEST_TIER:
        tier, end = tier + 1, end * GROWTH
    return tier


def _move(pks: list[int], tier: int, new_tier: int) -> None:
    """Write another tier into the rows and, in place of the old terms, at the end of their search texts."""
    without_tiers: F | Substr = F("search_text")
    if tier < LOWEST_TIER:
        without_tiers = Substr("search_text", 1, StrIndex("search_text", Value(f" {tier_term(tier)} ")))
    search_text = Concat(without_tiers, Value(tier_terms(new_tier)))
    for start in range(0, len(pks), MOVED):
        batch = Space.objects.filter(pk__in=pks[start : start + MOVED], rank_tier=tier)
        with short_transaction():
            batch.update(rank_tier=new_tier, search_text=search_text)
