"""Which facts of which spaces are old, in a number of queries that does not grow with the spaces."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from spaces.directory.models import Space, SpaceAmenity
from spaces.managers.facts import AMENITIES, FACTS, POSITION, PRICES
from spaces.pricing.models import Plan
from spaces.provenance.freshness import AGEING, FRESH, STALE, UNDATED, Freshness, freshness
from spaces.provenance.models import Statement
from spaces.provenance.queries import Provenance, provenance_of

OLD = (STALE, UNDATED)
_WORST_FIRST = (STALE, UNDATED, AGEING, FRESH)


@dataclass(frozen=True)
class Known:
    """A fact that has a value, by its name: how fresh it is, since when, and who says so, where known."""

    name: str
    freshness: Freshness
    as_of: str = ""
    provenance_of: Provenance | None = None

    @property
    def is_stale(self) -> bool:
        return self.freshness is STALE

    @property
    def is_old(self) -> bool:
        return self.freshness in OLD


def known(spaces: Iterable[Space]) -> dict[int, list[Known]]:
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
        space.pk: _known(space, statements[space.pk], plans[space.pk], space.pk in equipped)
        for space in batch
    }


def _known(space: Space, statements: list[Statement], plans: list[Plan], is_equipped: bool) -> list[Known]:
    says = provenance_of(space, statements)
    names = [name for name in FACTS if getattr(space, name) not in (None, "")]
    names += [POSITION] if space.has_position else []
    names += [AMENITIES] if is_equipped else []
    facts = [_of(name, says.get(name)) for name in names]
    return facts + ([_prices(plans)] if plans else [])


def _of(name: str, said: Provenance | None) -> Known:
    return Known(name, said.freshness, said.origin.as_of, said) if said else Known(name, UNDATED)


def _prices(plans: list[Plan]) -> Known:
    """Prices are as fresh as the oldest of them."""
    marks = [(freshness(plan.as_of, plan.as_of_basis, PRICES), plan.as_of) for plan in plans]
    worst = min(marks, key=lambda mark: (_WORST_FIRST.index(mark[0]), mark[1]))
    return Known(PRICES, *worst)


def stale(spaces: Iterable[Space]) -> dict[int, list[Known]]:
    """{space: its stale facts}, of those spaces that have any."""
    found = {pk: [fact for fact in facts if fact.is_stale] for pk, facts in known(spaces).items()}
    return {pk: facts for pk, facts in found.items() if facts}
