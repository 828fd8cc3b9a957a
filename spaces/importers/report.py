"""What became of every record: the counts add up to what was read."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import ClassVar

OUTCOMES = ("created", "updated", "unchanged", "skipped", "failed")
IN_MEMORY_BYTES = 1 << 20


class Problems:
    """A list of {"ref", "reason"} that is only added to and read through.

    Beyond a megabyte it stands in a temporary file: a million problems take no more memory than a thousand.
    """

    def __init__(self) -> None:
        self._lines = SpooledTemporaryFile(IN_MEMORY_BYTES, "w+", encoding="utf-8")  # noqa: SIM115
        self._count = 0

    def append(self, problem: dict[str, str]) -> None:
        self._lines.write(json.dumps(problem, ensure_ascii=False) + "\n")
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[dict[str, str]]:
        """All problems, in order. Nothing may be added while they are read."""
        self._lines.seek(0)
        yield from map(json.loads, self._lines)


@dataclass
class Report:
    """`problems` lists skipped and failed records, and likely duplicates among those taken in."""

    outcomes: ClassVar[tuple[str, ...]] = OUTCOMES
    counts: Counter = field(default_factory=Counter)
    problems: Problems = field(default_factory=Problems)

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
