"""The report of an import: how many records had which outcome, and what went wrong with which."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from coworking.database.writing.spooled import SpooledList

MOST_LINES = 40  # problems listed in a report that people read


class ImportReport:
    """Counts the outcome of every record: the counts of all `outcomes` add up to the records that were read.

    `problems` lists {"ref", "reason"} of skipped and failed records, and notes on stored ones. It moves to a
    temporary file when it grows, so a report of any length fits in memory.
    """

    def __init__(self, outcomes: tuple[str, ...]) -> None:
        self.outcomes = outcomes
        self.counts: Counter[str] = Counter()
        self.problems = SpooledList()

    def add(self, outcome: str, ref: str = "", reason: str = "") -> None:
        """Count one record; a `reason` is listed among the problems with the record's reference."""
        self.counts[outcome] += 1
        if reason:
            self.note(ref, reason)

    def note(self, ref: str, reason: str) -> None:
        """List a problem without counting a record."""
        self.problems.append({"ref": ref, "reason": reason})

    @property
    def read(self) -> int:
        """How many records were read."""
        return sum(self.counts[outcome] for outcome in self.outcomes)

    def details(self) -> dict[str, Any]:
        """What the report of a kind of import has beside counts and problems, as JSON."""
        return {}

    def detail_lines(self, is_dry_run: bool) -> Iterator[str]:
        """The details as lines for a terminal."""
        return iter(())

    def as_json(self) -> Iterator[str]:
        """{"read": n, "created": n, ..., "problems": [{"ref", "reason"}]} in pieces, one for each problem."""
        counts = {"read": self.read, **{outcome: self.counts[outcome] for outcome in self.outcomes}}
        yield json.dumps(counts | self.details(), ensure_ascii=False)[:-1] + ', "problems": ['
        for number, problem in enumerate(self.problems):
            yield (", " if number else "") + json.dumps(problem, ensure_ascii=False)
        yield "]}\n"

    def as_text(self, is_dry_run: bool = False) -> Iterator[str]:
        """Lines for a terminal: the counts, the details, the first problems."""
        counts = ", ".join(f"{self.counts[outcome]} {outcome}" for outcome in self.outcomes)
        yield f"{'Dry run, nothing written. ' if is_dry_run else ''}{self.read} read: {counts}."
        yield from (f"  {line}" for line in self.detail_lines(is_dry_run))
        for problem in islice(self.problems, MOST_LINES):
            yield f"  {problem['ref']}: {problem['reason']}"
        more = len(self.problems) - MOST_LINES
        if more > 0:
            yield f"  ... and {more} more (--report json lists all)."
