import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from coworking.database.prepared import Param, PreparedQuery
from spaces.provenance.models import Basis, Sourced, Statement

if TYPE_CHECKING:
    from spaces.directory.models import Space
    from spaces.events.models import Event, EventStatement

    AnyStatement = Statement | EventStatement
from spaces.provenance.freshness import Freshness, freshness

_current_statements = PreparedQuery(
    lambda: Statement.objects.filter(space=Param(0), replaced_at=None).select_related("source")
)


@dataclass
class Provenance:
    """One fact: the word that stands, those who say the same, and those who say otherwise."""

    origin: Sourced
    freshness: Freshness
    agreeing: Sequence[Sourced] = field(default_factory=list)
    conflicts: list[tuple[Any, "AnyStatement"]] = field(default_factory=list)


def provenance_of(space: "Space", statements: list[Statement] | None = None) -> dict[str, Provenance]:
    """The provenance of every fact of `space`, by the fact's name; amenities also as "amenity:wifi".

    `statements` are those that stand, with their sources, when the caller has them already.
    """
    if statements is None:
        statements = _current_statements.objects(space.pk)
    today, ranked = timezone.localdate(), sorted(statements, key=precedence, reverse=True)
    names = {name for statement in statements for name in statement.facts}
    facts = {name: _provenance_of_fact(space, name, ranked, today) for name in names}
    keys = {key for statement in statements for key in statement.facts.get("amenities", ())}
    for key in keys:
        facts[f"amenity:{key}"] = _provenance_of_amenity(key, ranked, today)
    if "latitude" in facts:
        facts["position"] = facts["latitude"]
    capacity = [facts[name] for name in ("desks", "people", "rooms", "area_m2") if facts.get(name)]
    if capacity:
        facts["capacity"] = capacity[0]
    return {name: fact for name, fact in facts.items() if fact}


def provenance_of_column(
    subject: "Space | Event", name: str, statements: Iterable["AnyStatement"]
) -> Provenance | None:
    """Who stands for the value in the column `name`, and who says otherwise."""
    return _provenance_of_fact(
        subject, name, sorted(statements, key=precedence, reverse=True), timezone.localdate()
    )


def _provenance_of_fact(
    subject: "Space | Event", name: str, ranked: Iterable["AnyStatement"], today: dt.date
) -> Provenance | None:
    column = getattr(subject, name, None)
    said = [s for s in ranked if name in s.facts]
    agreeing = [s for s in said if name == "amenities" or _is_same_value(s.facts[name], column)]
    others = [(s.facts[name], s) for s in said if s not in agreeing]
    if not agreeing:
        return None
    by = agreeing[0]
    return Provenance(
        by,
        freshness(by.as_of, by.as_of_basis, name, today),
        agreeing[1:],
        others if _is_plain(column) else [],
    )


def precedence(statement: Sourced) -> tuple:
    """The manager's word first, then the newest; undated last."""
    return (statement.as_of_basis == Basis.CONFIRMED, statement.as_of, statement.pk)


def _provenance_of_amenity(key: str, ranked: list[Statement], today: dt.date) -> Provenance:
    by, *agreeing = [s for s in ranked if key in s.facts.get("amenities", ())]
    return Provenance(by, freshness(by.as_of, by.as_of_basis, "", today), agreeing)


def _is_same_value(said: Any, column: Any) -> bool:
    if isinstance(said, float) and isinstance(column, float):
        return abs(said - column) < 1e-6
    return not _is_plain(column) or str(said) == str(column)


def _is_plain(column: Any) -> bool:
    return isinstance(column, str | int | float)
