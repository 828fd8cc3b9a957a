"""What of a question is asked of the index of words, and what is looked for in the rows that it brings.

Intersecting the long lists of frequent words costs the index more than looking at each row that remains: what
stands in most spaces is looked for there. Chance is taken for the rule; a wrong guess costs time, not spaces.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spaces.directory.choices import Kind
from spaces.directory.querysets import LOWEST_TIER
from spaces.search import sql
from spaces.search.query_parser.terms import Groups, Level
from spaces.search.sql import Condition
from spaces.search_index.backends import IndexQuery
from spaces.search_index.dictionary import Dictionary
from spaces.search_index.index_terms import FACET_PREFIX, facet_term, tier_term

STANDINGS: Groups = [(tier_term(tier),) for tier in range(LOWEST_TIER)]  # each holds those before
KINDS: Groups = [(FACET_PREFIX + facet_term("kind", kind),) for kind in Kind.values]  # every space is of one
STEERING = [*STANDINGS, *KINDS]  # what a plan is made of
MOST_OF_ALL = 0.7  # standings that so many have narrow nothing
ENTRIES_A_ROW = 50  # of a list are read in the time in which one row is looked at
WORDS_A_ROW = 4  # are compared in that time


@dataclass(frozen=True)
class Part:
    """The spaces that reached a standing (None: all of them), without those that reached another."""

    to: int | None = None
    after: int | None = None


WHOLE = Part()


class Planner:
    """How frequent the words and marks of one search are. `marks` are asked of every space beside the words.

    What the marks say, the conditions on the columns say too: they need not be looked for in rows.
    """

    def __init__(self, lexicon: Dictionary, marks: Iterable[tuple[str, ...]] = ()):
        self.lexicon, self.marks = lexicon, tuple(marks)
        known = lexicon.counts(mark for group in (*self.marks, *STEERING) for mark in group)
        self.standings = [known.get(tier[0], 0) for tier in STANDINGS]
        self.total = max(sum(known.get(kind[0], 0) for kind in KINDS), 1)

    def count(self, group: tuple[str, ...]) -> int:
        """An upper bound of how many spaces hold one of the group."""
        known = self.lexicon.counts(group)
        return min(sum(known.values()), self.total)

    def share(self, groups: Iterable[tuple[str, ...]]) -> float:
        """Which part of all spaces should have one of every group."""
        share = 1.0
        for group in groups:
            share *= self.count(group) / self.total
        return share

    def fewest(self, groups: Iterable[tuple[str, ...]]) -> int:
        return min((self.count(group) for group in groups), default=self.total)

    def holding(self, level: Level, part: Part, never: Iterable[Level] = ()) -> list[Condition]:
        """Conditions for the spaces of this part that hold the words and the marks."""
        left_out = [other.groups for other in never]
        if part.after is not None:
            left_out.append((STANDINGS[part.after],))
        tiers = [] if part.to is None else [STANDINGS[part.to]]
        return self.ask((*level.groups, *self.marks), tiers, tuple(left_out))

    def ask(
        self, groups: tuple[tuple[str, ...], ...], tiers: Sequence[tuple[str, ...]] = (), never: tuple = ()
    ) -> list[Condition]:
        asked = [*tiers, *self._worth_asking(groups, tiers)]
        rest = [group for group in groups if group not in asked and not group[0].startswith(FACET_PREFIX)]
        found = [sql.holding(IndexQuery(tuple(asked), never))]
        return [*found, *(having(group) for group in rest)]

    def _worth_asking(
        self, groups: tuple[tuple[str, ...], ...], tiers: Sequence[tuple[str, ...]]
    ) -> list[tuple[str, ...]]:
        rows: float = self.fewest(tiers) if tiers else self.total
        asked: list[tuple[str, ...]] = []
        for count, group in sorted((self.count(group), group) for group in set(groups)):
            left = rows * count / self.total
            if (rows - left) * ENTRIES_A_ROW > count or not (asked or tiers):
                asked.append(group)
                rows = left
        return asked

    def parts(self, level: Level, rows: float) -> list[Part]:
        """Questions one after another: the first should bring so many rows, the last all that is left."""
        first = self._first_standing(self.share((*level.groups, *self.marks)), rows)
        if first is None:
            return [WHOLE]
        second = first + 2
        if second >= LOWEST_TIER or self._is_most(second):
            return [Part(first), Part(None, first)]
        return [Part(first), Part(second, first), Part(None, second)]

    def _first_standing(self, share: float, rows: float) -> int | None:
        """The best standing that so many rows of a share of all should have; None where most have it."""
        for tier, count in enumerate(self.standings):
            if self._is_most(tier):
                return None
            if count * share >= rows:
                return tier
        return None

    def _is_most(self, tier: int) -> bool:
        return self.standings[tier] >= self.total * MOST_OF_ALL

    def rows_by_index(self, level: Level, rows: float) -> float:
        """What asking the index for so many rows costs, in rows looked at."""
        groups = (*level.groups, *self.marks)
        first = self._first_standing(self.share(groups), rows)
        best = self.total if first is None else self.standings[first]
        asked = self._worth_asking(groups, [] if first is None else [STANDINGS[first]])
        entries = sum(min(self.count(group), best * ENTRIES_A_ROW / 10) for group in asked)
        return best * self.share(asked) + entries / ENTRIES_A_ROW

    def rows_by_scan(self, level: Level, rows: float) -> float:
        """What looking through the best spaces in their order costs, until there are so many."""
        looked_at = self.looked_at(level, rows)
        return looked_at * (1 + sum(map(len, level.groups)) / WORDS_A_ROW)

    def looked_at(self, level: Level, rows: float) -> float:
        share = self.share((*level.groups, *self.marks))
        return rows / share if share else float("inf")


def having(group: tuple[str, ...]) -> Condition:
    """One of the words, looked for in the text of each row."""
    return sql.having_text([f" {word} " for word in group])
