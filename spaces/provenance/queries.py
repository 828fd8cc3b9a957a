"""The provenance of facts: which source a shown value comes from, and which sources agree or differ."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from coworking.database.prepared import Param, PreparedQuery
from spaces.provenance.amenity_values import AmenityValue, amenity_fact, value_and_detail
from spaces.provenance.freshness import Freshness, date_rank, freshness
from spaces.provenance.models import Basis, FactStatement, Sourced, Statement

if TYPE_CHECKING:
    from spaces.directory.models import Space
    from spaces.events.models import Event

CAPACITY_FACTS = ("desks", "people", "rooms", "area_m2")

_current_statements = PreparedQuery(
    lambda: Statement.objects.current().filter(space=Param(0)).select_related("source")
)


@dataclass
class Provenance:
    """The provenance of one fact.

    `origin` is the row that the shown value comes from and `agreeing` are other rows with the same value;
    `conflicts` are pairs of another value and the statement that gives it.
    """

    origin: Sourced
    freshness: Freshness
    agreeing: Sequence[Sourced] = field(default_factory=list)
    conflicts: list[tuple[Any, FactStatement]] = field(default_factory=list)


def current_statements(space: "Space") -> list[Statement]:
    """Return the current statements of a space, with their sources."""
    return list(_current_statements.objects(space.pk))


def credits_of(statements: Iterable[Statement]) -> list[Statement]:
    """Return one statement of each source whose licence asks for a notice, or that has a page of its own."""
    by_source = {s.source_id: s for s in statements if s.source.attribution or s.url}
    return sorted(by_source.values(), key=lambda statement: statement.source.name)


def gone_from(statements: Iterable[Statement]) -> list[Statement]:
    """Return a statement of each source that no longer has a record of the space, of its current ones."""
    by_source: dict[int, list[Statement]] = {}
    for statement in statements:
        by_source.setdefault(statement.source_id, []).append(statement)
    return [
        max(rows, key=lambda row: row.missing_since)
        for rows in by_source.values()
        if all(row.as_of_basis == Basis.GONE for row in rows)
    ]


def provenance_of(space: "Space", statements: list[Statement] | None = None) -> dict[str, Provenance]:
    """Return the provenance of every fact of `space` by the name of the fact.

    Beside the columns there are "amenity:wifi" for each amenity, "position" and "capacity". `statements` are
    its current statements with their sources; without them they are fetched.
    """
    if statements is None:
        statements = _current_statements.objects(space.pk)
    today, ranked = timezone.localdate(), sorted(statements, key=precedence, reverse=True)
    names = {name for statement in statements for name in statement.facts}
    facts = {name: _provenance_of_fact(space, name, ranked, today) for name in names}
    for key, value in space.amenity_values.items():
        facts[amenity_fact(key)] = _provenance_of_amenity(key, value, ranked, today)
    if "latitude" in facts:
        facts["position"] = facts["latitude"]
    capacity = [facts[name] for name in CAPACITY_FACTS if facts.get(name)]
    if capacity:
        facts["capacity"] = capacity[0]
    return {name: provenance for name, provenance in facts.items() if provenance}


def provenance_of_column(
    subject: "Space | Event", name: str, statements: Iterable[FactStatement]
) -> Provenance | None:
    """Return the provenance of the value in the column `name`, or None when no statement gives this value."""
    ranked = sorted(statements, key=precedence, reverse=True)
    return _provenance_of_fact(subject, name, ranked, timezone.localdate())


def stated_amenities(statements: Iterable[Statement]) -> dict[str, str]:
    """Return {amenity: the text of its value} as the statements give it.

    What a manager confirmed comes before all others; then the newest date counts.
    """
    found: dict[str, tuple[Statement, str]] = {}
    for statement in statements:
        for key, text in statement.facts.get("amenities", {}).items():
            dated = statement.dated_for(amenity_fact(key))
            if key not in found or precedence(dated) > precedence(found[key][0]):
                found[key] = dated, text
    return {key: text for key, (_statement, text) in found.items()}


def precedence(row: Sourced) -> tuple[bool, tuple[bool, str], int]:
    """Return a sort key, lowest first: undated rows, dated ones by date, then what a manager confirmed."""
    return (row.as_of_basis == Basis.CONFIRMED, date_rank(row.as_of, row.as_of_basis), row.pk)


def _dated_for(fact: str, ranked: list[Any]) -> list[Any]:
    """Return the statements with the dates that they give for a fact, in the order of those."""
    dated = [statement.dated_for(fact) for statement in ranked]
    if any(one is not other for one, other in zip(dated, ranked, strict=True)):
        dated.sort(key=precedence, reverse=True)
    return dated


def _provenance_of_fact(
    subject: "Space | Event", name: str, ranked: Iterable[FactStatement], today: dt.date
) -> Provenance | None:
    shown = getattr(subject, name, None)
    stating = _dated_for(name, [s for s in ranked if name in s.facts])
    agreeing = [s for s in stating if _is_same_value(s.facts[name], shown)]
    others = [(s.facts[name], s) for s in stating if s not in agreeing]
    if not agreeing:
        return None
    origin = agreeing[0]
    return Provenance(
        origin,
        freshness(origin.as_of, origin.as_of_basis, name, today),
        agreeing[1:],
        others if _is_scalar(shown) else [],
    )


def _provenance_of_amenity(
    key: str, shown: str, ranked: list[Statement], today: dt.date
) -> Provenance | None:
    """The provenance of the shown value of an amenity, or None when no statement gives this value."""
    stating = _dated_for(amenity_fact(key), [s for s in ranked if s.facts.get("amenities", {}).get(key)])
    agreeing, conflicts = [], []
    for statement in stating:
        value, detail = value_and_detail(statement.facts["amenities"][key])
        if value == shown:
            agreeing.append(statement)
        else:
            label = AmenityValue(value).label
            conflicts.append((f"{label} ({detail})" if detail else label, statement))
    if not agreeing:
        return None
    origin, *others = agreeing
    return Provenance(origin, freshness(origin.as_of, origin.as_of_basis, "", today), others, conflicts)


def _is_same_value(stated: Any, shown: Any) -> bool:
    """Compare a value from JSON with a column; what is no scalar, such as amenities, counts as the same.

    Texts that differ only in capitals are the same: "12 Rue Haute" is no other address than "12 rue Haute".
    """
    if isinstance(stated, int | float) and isinstance(shown, float):
        return abs(stated - shown) < 1e-6
    return not _is_scalar(shown) or str(stated).casefold() == str(shown).casefold()


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float)
