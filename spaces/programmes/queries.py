"""A programme as its page tells it: facts and awards with all who tell them, totals, where they differ."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from spaces.directory.models import Space
from spaces.programmes.models import Award, Call, MultiSourced, Programme, ProgrammeFact
from spaces.provenance.freshness import Provenance, freshness, rank
from spaces.provenance.models import Sourced

TERMS = (
    "opens", "deadline", "who_may_apply", "grant_min", "whole_grant", "cap_per_year", "years",
    "currency", "note",
)  # fmt: skip
ADDS, CONTRADICTS = "adds", "contradicts"
GIVEN = ("amount", "currency", "starts", "ends", "note")


@dataclass(frozen=True)
class FactGroup:
    """What all sources tell of one thing: each value once, the one that ranks first leading."""

    label: str
    rows: list[tuple[ProgrammeFact, Provenance]]
    differs: bool


@dataclass(frozen=True)
class Entry:
    """A call or an award that stands, who agrees, and the rows of those who tell more or otherwise."""

    row: MultiSourced
    told: Provenance
    others: list[tuple[MultiSourced, Provenance]]
    differs: bool  # whether any of the others contradicts


def fact_groups(programme: Programme) -> list[FactGroup]:
    """The facts of a programme in the order of the vocabulary."""
    by_what: dict[str, list[ProgrammeFact]] = defaultdict(list)
    for fact in programme.facts.select_related("source"):
        by_what[fact.what].append(fact)
    return [_group(str(label), by_what[key]) for key, label in ProgrammeFact.What.choices if by_what[key]]


def _group(label: str, facts: list[ProgrammeFact]) -> FactGroup:
    by_value: dict[tuple, list[ProgrammeFact]] = defaultdict(list)
    for fact in sorted(facts, key=rank, reverse=True):
        by_value[fact.value].append(fact)
    rows = [(same[0], _told(same[0], same[1:])) for same in by_value.values()]
    return FactGroup(label, rows, len(rows) > 1)


def entries(rows: Iterable[MultiSourced]) -> list[Entry]:
    """Standing rows, fetched `for_page()`, each with the other words on it."""
    return [_entry(row) for row in rows]


def _entry(row: MultiSourced) -> Entry:
    others = sorted(row.others.all(), key=rank, reverse=True)
    fields = TERMS if isinstance(row, Call) else GIVEN
    agreeing = [other for other in others if not any(_news(row, other, fields))]
    rest = [(other, _told(other)) for other in others if other not in agreeing]
    differs = any(news == CONTRADICTS for other, _said in rest for news in _news(row, other, fields))
    return Entry(row, _told(row, agreeing), rest, differs)


def _news(row: MultiSourced, other: MultiSourced, fields: Sequence[str]) -> Iterator[str]:
    """What another word adds in each field: nothing, something that is not told yet, or a contradiction."""
    for name in fields:
        ours, theirs = getattr(row, name), getattr(other, name)
        if theirs in (None, "") or theirs == ours:
            yield ""
        else:
            yield ADDS if ours in (None, "") else CONTRADICTS


def _told(row: Sourced, agreeing: Sequence = ()) -> Provenance:
    return Provenance(row, freshness(row.as_of, row.as_of_basis), list(agreeing))


def totals(rows: Iterable[Award]) -> list[tuple[str, Decimal, int]]:
    """(currency, sum, number of awards with an amount) of standing rows, the largest number first."""
    amounts: dict[str, list[Decimal]] = defaultdict(list)
    for row in rows:
        if row.amount is not None:
            amounts[row.currency].append(row.amount)
    found = [(currency, sum(each, Decimal(0)), len(each)) for currency, each in amounts.items()]
    return sorted(found, key=lambda total: (-total[2], total[0]))


def awards_of(space: Space) -> list[Entry]:
    """What programmes gave to a space, the newest first."""
    return entries(space.awards.standing().for_page().order_by("-starts", "programme__name", "pk"))


def today() -> str:
    """The day by which calls are open and labels in force."""
    return timezone.localdate().isoformat()
