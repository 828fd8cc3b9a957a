"""What of a question is asked of the index of words, and what is looked for in the rows that it brings.

Intersecting the long lists of frequent words costs the index more than looking at each row that remains: what
stands in most spaces is looked for there. Chance is taken for the rule; a wrong guess costs time, not spaces.
"""

from collections.abc import Iterable, Sequence

from spaces.models.space import LOWEST
from spaces.search import conditions
from spaces.search.conditions import Condition
from spaces.search.lexicon import Lexicon
from spaces.search.text import Query
from spaces.search.tokens import MARK, standing
from spaces.search.words import Groups, Level

STANDINGS: Groups = [(standing(tier),) for tier in range(LOWEST + 1)]
ENTRIES_A_ROW = 50  # of a list are read in the time in which one row is looked at
WORDS_A_ROW = 4  # are compared in that time


class Planner:
    """How frequent the words and marks of one search are. `marks` are asked of every space beside the words.

    What the marks say, the conditions on the columns say too: they need not be looked for in rows.
    """

    def __init__(self, lexicon: Lexicon, marks: Iterable[tuple[str, ...]] = ()):
        self.lexicon, self.marks = lexicon, tuple(marks)
        self.known = lexicon.how_many(mark for group in (*self.marks, *STANDINGS) for mark in group)
        self.standings = [self.known.get(tier[0], 0) for tier in STANDINGS]
        self.total = max(sum(self.standings), 1)

    def count(self, group: tuple[str, ...]) -> int:
        """An upper bound of how many spaces hold one of the group."""
        known = self.lexicon.how_many(group)
        return min(sum(known.values()), self.total)

    def share(self, groups: Iterable[tuple[str, ...]]) -> float:
        """Which part of all spaces should have one of every group."""
        share = 1.0
        for group in groups:
            share *= self.count(group) / self.total
        return share

    def fewest(self, groups: Iterable[tuple[str, ...]]) -> int:
        return min((self.count(group) for group in groups), default=self.total)

    def holding(self, level: Level, tiers: Groups, never: Iterable[Level] = ()) -> list[Condition]:
        """Conditions for the spaces of these standings that hold the words and the marks."""
        return self.ask((*level.groups, *self.marks), tiers, tuple(other.groups for other in never))

    def ask(
        self, groups: tuple[tuple[str, ...], ...], tiers: Sequence[tuple[str, ...]] = (), never: tuple = ()
    ) -> list[Condition]:
        asked = [*tiers, *self._worth_asking(groups, tiers)]
        rest = [group for group in groups if group not in asked and not group[0].startswith(MARK)]
        found = [conditions.holding(Query(tuple(asked), never))]
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

    def first_standings(self, share: float, rows: float) -> int:
        """How many standings, the best first, should hold so many rows of a share of all spaces."""
        first = 1
        while first < len(STANDINGS) and sum(self.standings[:first]) * share < rows:
            first += 1
        return first

    def rows_by_index(self, level: Level, rows: float) -> float:
        """What asking the index for so many rows costs, in rows looked at."""
        groups = (*level.groups, *self.marks)
        best = sum(self.standings[: self.first_standings(self.share(groups), rows)])
        asked = self._worth_asking(groups, [tuple(tier[0] for tier in STANDINGS)]) or [groups[0]]
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
    return conditions.having_text([f" {word} " for word in group])
