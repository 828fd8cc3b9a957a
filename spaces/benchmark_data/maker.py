"""Stores invented spaces in bulk, batch by batch, with the same derived columns as any other space.

The importers' store is not used: it looks for twins and keeps the gazetteer's names in memory, which real
records need and a million invented ones would wait for.
"""

from collections.abc import Iterator
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from coworking.database.bulk import insert, insert_with_keys
from spaces.benchmark_data.invent import WITNESSES, Invented, Inventor
from spaces.benchmark_data.numbers import HOURS
from spaces.benchmark_data.signals import spaces_drawn, spaces_made
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space, SpaceAmenity
from spaces.geography.models import City
from spaces.history.models import HistoryEvent
from spaces.opening_hours import evaluate
from spaces.opening_hours.models import Schedule
from spaces.pricing.models import Plan
from spaces.provenance.models import Source, Statement
from spaces.provenance.own_sources import SAMPLE_KEY
from spaces.search_index.derived_columns import derive, find_or_make_schedules

BATCH = 1000


class Maker:
    """Makes the spaces of one seed; what it made before is kept, and the next numbers follow."""

    def __init__(self, seed: int):
        self.seed = seed
        cities = City.objects.exclude(geonameid=None).select_related("country")
        self.inventor = Inventor(seed, list(cities))
        self.sources = {key: _source(key) for key, _basis, _share in WITNESSES}
        self.evaluable = {expression for expression in HOURS if evaluate.is_valid(expression)}
        self.schedules: dict[tuple[str, str, str], Schedule] = {}
        self.touched_cities: set[int] = set()

    def made_before(self) -> int:
        """How many spaces of this seed there are."""
        sources = [source.pk for source in self.sources.values()]
        said = Statement.objects.filter(source__in=sources, ref__startswith=f"{self.seed}:")
        newest = said.aggregate(ref=Max("ref"))["ref"]
        return int(newest.split(":")[1]) + 1 if newest else 0

    def make(self, count: int) -> Iterator[int]:
        """Bring the spaces of this seed up to `count`; yields how many each batch added."""
        try:
            for start in range(self.made_before(), count, BATCH):
                numbers = range(start, min(start + BATCH, count))
                self._store([(number, self.inventor.draw(number)) for number in numbers])
                yield len(numbers)
        finally:
            refresh_city_counts(self.touched_cities)

    @transaction.atomic
    def _store(self, drawn: list[tuple[int, Invented]]) -> None:
        spaces = [invented.space for _number, invented in drawn]
        plans = [list(self._plans(invented)) for _number, invented in drawn]
        self._find_schedules(spaces)
        for (_number, invented), own_plans in zip(drawn, plans, strict=True):
            self._derive(invented, own_plans)
        spaces_drawn.send(Maker, spaces=spaces)
        insert_with_keys(Space, spaces)
        insert(Statement, (row for pair in drawn for row in self._statements(*pair)))
        insert(Plan, _of_saved(plan for own_plans in plans for plan in own_plans))
        amenities = ((one.space, key) for _number, one in drawn for key in one.amenities)
        insert(SpaceAmenity, (SpaceAmenity(space=space, amenity_id=key) for space, key in amenities))
        insert(HistoryEvent, self._openings(invented for _number, invented in drawn))
        spaces_made.send(Maker, spaces=spaces)
        self.touched_cities |= {space.city_id for space in spaces}

    def _find_schedules(self, spaces: list[Space]) -> None:
        keys = {_schedule_key(space) for space in spaces if space.opening_hours in self.evaluable}
        self.schedules |= find_or_make_schedules(keys - self.schedules.keys())
        for space in spaces:
            space.schedule = self.schedules.get(_schedule_key(space))

    def _derive(self, invented: Invented, plans: list[Plan]) -> None:
        """What the first witness says stands; the second knows nothing of the hours."""
        space = invented.space
        derive(
            space,
            plans=plans,
            names=[],
            dates=[as_of for _source, as_of, _basis, _facts in invented.said],
            amenity_keys=invented.amenities,
            hours_as_of=invented.said[0][1] if space.opening_hours else "",
        )

    def _plans(self, invented: Invented) -> Iterator[Plan]:
        source, as_of, basis, _facts = invented.said[0]
        for price, days in zip(invented.prices, invented.days_included, strict=True):
            yield Plan(
                space=invented.space,
                source=self.sources[source],
                as_of=as_of,
                as_of_basis=basis,
                what=price.what,
                unit=price.unit,
                quantity=price.quantity,
                amount=Decimal(price.amount),
                currency=price.currency,
                days_included=days,
            )

    def _statements(self, number: int, invented: Invented) -> Iterator[Statement]:
        for source, as_of, basis, facts in invented.said:
            yield Statement(
                space=invented.space,
                source=self.sources[source],
                ref=f"{self.seed}:{number:08}",
                as_of=as_of,
                as_of_basis=basis,
                facts=facts,
            )

    def _openings(self, drawn: Iterator[Invented]) -> Iterator[HistoryEvent]:
        for invented in drawn:
            if invented.space.opened:
                source, as_of, basis, _facts = invented.said[0]
                yield HistoryEvent(
                    space=invented.space,
                    type=HistoryEvent.Type.OPENED,
                    date=invented.space.opened,
                    source=self.sources[source],
                    as_of=as_of,
                    as_of_basis=basis,
                )


def _of_saved(plans: Iterator[Plan]) -> Iterator[Plan]:
    """They were made before their spaces had keys."""
    for plan in plans:
        plan.space_id = plan.space.pk
        yield plan


def _source(key: str) -> Source:
    defaults = {"name": f"Synthetic data ({key})"}
    return Source.objects.get_or_create(key=f"{SAMPLE_KEY}/{key}", defaults=defaults)[0]


def _schedule_key(space: Space) -> tuple[str, str, str]:
    return (space.opening_hours, space.city.country_id, space.city.timezone)
