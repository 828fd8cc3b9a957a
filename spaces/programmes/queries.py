"""Programmes for pages: facts, calls and awards with all their sources, totals, and conflicts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from spaces.directory.models import Space
from spaces.programmes.models import Award, Call, MultiSourced, Programme, ProgrammeFact
from spaces.provenance.freshness import freshness
from spaces.provenance.models import Sourced
from spaces.provenance.queries import Provenance, precedence

CALL_FIELDS = (
    "opens", "deadline", "who_may_apply", "grant_min", "whole_grant", "cap_per_year", "years",
    "currency", "note",
)  # fmt: skip
ADDS, CONTRADICTS = "adds", "contradicts"
AWARD_FIELDS = ("amount", "currency", "starts", "ends", "note")


@dataclass(frozen=True)
class FactGroup:
    """All values of one fact of a programme: each value once, the one with the highest precedence first."""

    label: str
    rows: list[tuple[ProgrammeFact, Provenance]]
    differs: bool


@dataclass(frozen=True)
class SourcedEntry:
    """The canonical row of a call or an award, and the rows of sources that add to it or contradict it."""

    row: MultiSourced
    provenance: Provenance
    others: list[tuple[MultiSourced, Provenance]]
    differs: bool  # whether any of the others contradicts


def fact_groups(programme: Programme) -> list[FactGroup]:
    """Return the facts of a programme in the order of `ProgrammeFact.What`."""
    by_what: dict[str, list[ProgrammeFact]] = defaultdict(list)
    for fact in programme.facts.select_related("source"):
        by_what[fact.what].append(fact)
    return [_group(str(label), by_what[key]) for key, label in ProgrammeFact.What.choices if by_what[key]]


def _group(label: str, facts: list[ProgrammeFact]) -> FactGroup:
    by_value: dict[tuple[Any, ...], list[ProgrammeFact]] = defaultdict(list)
    for fact in sorted(facts, key=precedence, reverse=True):
        by_value[fact.value].append(fact)
    rows = [(same[0], _provenance(same[0], same[1:])) for same in by_value.values()]
    return FactGroup(label, rows, len(rows) > 1)


def entries_of(rows: Iterable[MultiSourced]) -> list[SourcedEntry]:
    """Return canonical rows, fetched `for_page()`, each with the rows of other sources."""
    return [_entry(row) for row in rows]


def _entry(row: MultiSourced) -> SourcedEntry:
    others = sorted(row.others.all(), key=precedence, reverse=True)
    fields = CALL_FIELDS if isinstance(row, Call) else AWARD_FIELDS
    agreeing = [other for other in others if not any(_differences(row, other, fields))]
    rest = [(other, _provenance(other)) for other in others if other not in agreeing]
    differs = any(CONTRADICTS in _differences(row, other, fields) for other, _ in rest)
    return SourcedEntry(row, _provenance(row, agreeing), rest, differs)


def _differences(row: MultiSourced, other: MultiSourced, fields: Sequence[str]) -> Iterator[str]:
    """Yield for each field whether `other` adds a value, contradicts the one in `row`, or neither ("")."""
    for name in fields:
        ours, theirs = getattr(row, name), getattr(other, name)
        if theirs in (None, "") or theirs == ours:
            yield ""
        else:
            yield ADDS if ours in (None, "") else CONTRADICTS


def _provenance(row: Sourced, agreeing: Sequence[Sourced] = ()) -> Provenance:
    return Provenance(row, freshness(row.as_of, row.as_of_basis), list(agreeing))


def award_totals(rows: Iterable[Award]) -> list[tuple[str, Decimal, int]]:
    """Return (currency, sum, number of awards with an amount) of canonical rows, the largest number first."""
    amounts: dict[str, list[Decimal]] = defaultdict(list)
    for row in rows:
        if row.amount is not None:
            amounts[row.currency].append(row.amount)
    found = [(currency, sum(each, Decimal(0)), len(each)) for currency, each in amounts.items()]
    return sorted(found, key=lambda total: (-total[2], total[0]))


def awards_of(space: Space) -> list[SourcedEntry]:
    """Return the awards of a space, the newest first."""
    return entries_of(space.awards.canonical().for_page().order_by("-starts", "programme__name", "pk"))


def today_iso() -> str:
    """Return the current day, as `open_on()` and `in_force()` take it."""
    return timezone.localdate().isoformat()
