"""Who says what of a space, since when, and how fresh it is."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coworking.database.prepared import Param, PreparedQuery
from coworking.fields.partial_dates import first_day
from spaces.provenance.models import Basis, Sourced, Statement

if TYPE_CHECKING:
    from spaces.directory.models import Space
    from spaces.events.models import Event, EventStatement

    AnyStatement = Statement | EventStatement

STALE_AFTER_MONTHS = {"prices": 6, "opening_hours": 12}
STALE_AFTER_MONTHS_ELSE = 24

_standing = PreparedQuery(
    lambda: Statement.objects.filter(space=Param(0), replaced_at=None).select_related("source")
)


@dataclass(frozen=True)
class Freshness:
    """`key` also names the shape of the mark."""

    key: str
    label: Promise


FRESH = Freshness("fresh", _("fresh"))
AGEING = Freshness("ageing", _("ageing"))
STALE = Freshness("stale", _("stale"))
UNDATED = Freshness("undated", _("undated"))
ALL_FRESHNESS = (FRESH, AGEING, STALE, UNDATED)


@dataclass
class Provenance:
    """One fact: the word that stands, those who say the same, and those who say otherwise."""

    by: Sourced
    freshness: Freshness
    agreeing: Sequence[Sourced] = field(default_factory=list)
    conflicts: list[tuple[Any, "AnyStatement"]] = field(default_factory=list)


def freshness(as_of: str, basis: str, fact: str = "", today: dt.date | None = None) -> Freshness:
    """How fresh a fact of that name is: ageing from half of its limit on, stale after it.

    A date that is only a lower bound (`not_before`) or not known leaves the fact undated.
    """
    if not as_of or basis in (Basis.NOT_BEFORE, Basis.UNKNOWN):
        return UNDATED
    return _on(today or timezone.localdate(), as_of, STALE_AFTER_MONTHS.get(fact, STALE_AFTER_MONTHS_ELSE))


@lru_cache(4096)
def _on(today: dt.date, as_of: str, limit: int) -> Freshness:
    """How fresh a dated fact is that is stale after so many months."""
    age = (today - first_day(as_of)).days / 30.44
    if age <= limit / 2:
        return FRESH
    return AGEING if age <= limit else STALE


def provenance_of(space: "Space", statements: list[Statement] | None = None) -> dict[str, Provenance]:
    """The provenance of every fact of `space`, by the fact's name; amenities also as "amenity:wifi".

    `statements` are those that stand, with their sources, when the caller has them already.
    """
    if statements is None:
        statements = _standing.objects(space.pk)
    today, ranked = timezone.localdate(), sorted(statements, key=rank, reverse=True)
    names = {name for statement in statements for name in statement.facts}
    facts = {name: _tell(space, name, ranked, today) for name in names}
    keys = {key for statement in statements for key in statement.facts.get("amenities", ())}
    for key in keys:
        facts[f"amenity:{key}"] = _amenity(key, ranked, today)
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
    return _tell(subject, name, sorted(statements, key=rank, reverse=True), timezone.localdate())


def _tell(
    subject: "Space | Event", name: str, ranked: Iterable["AnyStatement"], today: dt.date
) -> Provenance | None:
    column = getattr(subject, name, None)
    said = [s for s in ranked if name in s.facts]
    agreeing = [s for s in said if name == "amenities" or _same(s.facts[name], column)]
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


def rank(statement: Sourced) -> tuple:
    """The manager's word first, then the newest; undated last."""
    return (statement.as_of_basis == Basis.CONFIRMED, statement.as_of, statement.pk)


def _amenity(key: str, ranked: list[Statement], today: dt.date) -> Provenance:
    by, *agreeing = [s for s in ranked if key in s.facts.get("amenities", ())]
    return Provenance(by, freshness(by.as_of, by.as_of_basis, "", today), agreeing)


def _same(said: Any, column: Any) -> bool:
    if isinstance(said, float) and isinstance(column, float):
        return abs(said - column) < 1e-6
    return not _is_plain(column) or str(said) == str(column)


def _is_plain(column: Any) -> bool:
    return isinstance(column, str | int | float)
