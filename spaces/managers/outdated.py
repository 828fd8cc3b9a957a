"""Which facts of spaces are stale or undated. The number of queries does not depend on that of spaces."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from spaces.directory.models import Space, SpaceAmenity
from spaces.managers.fact_names import AMENITIES, FACTS, POSITION, PRICES
from spaces.pricing.models import Plan
from spaces.provenance.freshness import AGEING, FRESH, STALE, UNDATED, Freshness, freshness
from spaces.provenance.models import Statement
from spaces.provenance.queries import Provenance, provenance_of

OLD = (STALE, UNDATED)
_WORST_FIRST = (STALE, UNDATED, AGEING, FRESH)


@dataclass(frozen=True)
class KnownFact:
    """A fact that has a value: its freshness, its date, and its provenance where known."""

    name: str
    freshness: Freshness
    as_of: str = ""
    provenance: Provenance | None = None

    @property
    def is_stale(self) -> bool:
        return self.freshness is STALE

    @property
    def is_old(self) -> bool:
        return self.freshness in OLD


def known_facts(spaces: Iterable[Space]) -> dict[int, list[KnownFact]]:
    """{space: its known facts, in the order of the manager's page}"""
    batch = list(spaces)
    pks = [space.pk for space in batch]
    statements: dict[int, list[Statement]] = defaultdict(list)
    for row in Statement.objects.filter(space__in=pks, replaced_at=None).select_related("source"):
        statements[row.space_id].append(row)
    plans: dict[int, list[Plan]] = defaultdict(list)
    for plan in Plan.objects.filter(space__in=pks, is_current=True):
        plans[plan.space_id].append(plan)
    equipped = set(SpaceAmenity.objects.filter(space__in=pks).values_list("space", flat=True))
    return {
        space.pk: _facts_of(space, statements[space.pk], plans[space.pk], space.pk in equipped)
        for space in batch
    }


def _facts_of(
    space: Space, statements: list[Statement], plans: list[Plan], is_equipped: bool
) -> list[KnownFact]:
    provenances = provenance_of(space, statements)
    names = [name for name in FACTS if getattr(space, name) not in (None, "")]
    names += [POSITION] if space.has_position else []
    names += [AMENITIES] if is_equipped else []
    facts = [_known_fact(name, provenances.get(name)) for name in names]
    return facts + ([_known_prices(plans)] if plans else [])


def _known_fact(name: str, provenance: Provenance | None) -> KnownFact:
    if provenance is None:
        return KnownFact(name, UNDATED)
    return KnownFact(name, provenance.freshness, provenance.origin.as_of, provenance)


def _known_prices(plans: list[Plan]) -> KnownFact:
    """The prices as one fact, with the freshness and date of the oldest."""
    dated = [(freshness(plan.as_of, plan.as_of_basis, PRICES), plan.as_of) for plan in plans]
    oldest = min(dated, key=lambda one: (_WORST_FIRST.index(one[0]), one[1]))
    return KnownFact(PRICES, *oldest)


def stale_facts(spaces: Iterable[Space]) -> dict[int, list[KnownFact]]:
    """{space: its stale facts}, of those spaces that have any."""
    found = {pk: [fact for fact in facts if fact.is_stale] for pk, facts in known_facts(spaces).items()}
    return {pk: facts for pk, facts in found.items() if facts}
