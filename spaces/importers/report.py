"""What became of every record: the counts add up to what was read."""

from collections import Counter
from dataclasses import dataclass, field
from typing import ClassVar

OUTCOMES = ("created", "updated", "unchanged", "skipped", "failed")


@dataclass
class Report:
    """`problems` lists skipped and failed records, and likely duplicates among those taken in."""

    outcomes: ClassVar[tuple[str, ...]] = OUTCOMES
    counts: Counter = field(default_factory=Counter)
    problems: list[dict[str, str]] = field(default_factory=list)

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

    def as_dict(self) -> dict:
        """{"read": n, "created": n, ..., "problems": [{"ref", "reason"}]}"""
        return {
            "read": self.read,
            **{outcome: self.counts[outcome] for outcome in self.outcomes},
            "problems": self.problems,
        }
