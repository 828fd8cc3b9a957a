"""What became of every record: the counts add up to what was read."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from coworking.database.spooled import SpooledList

OUTCOMES = ("created", "updated", "unchanged", "skipped", "failed")


@dataclass
class Report:
    """`problems` lists skipped and failed records, and likely duplicates among those taken in."""

    outcomes: ClassVar[tuple[str, ...]] = OUTCOMES
    counts: Counter = field(default_factory=Counter)
    problems: SpooledList = field(default_factory=SpooledList)

    def add(self, outcome: str, ref: str = "", reason: str = "") -> None:
        """Count one record; `reason` is kept with its reference."""
        self.counts[outcome] += 1
        if reason:
            self.note(ref, reason)

    def note(self, ref: str, reason: str) -> None:
        self.problems.append({"ref": ref, "reason": reason})

    @property
    def read(self) -> int:
        return sum(self.counts[outcome] for outcome in self.outcomes)

    def as_json(self) -> Iterator[str]:
        """{"read": n, "created": n, ..., "problems": [{"ref", "reason"}]}, problem by problem."""
        counts = {"read": self.read, **{outcome: self.counts[outcome] for outcome in self.outcomes}}
        yield json.dumps(counts)[:-1] + ', "problems": ['
        for number, problem in enumerate(self.problems):
            yield (", " if number else "") + json.dumps(problem, ensure_ascii=False)
        yield "]}\n"
