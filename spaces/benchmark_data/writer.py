"""Writing generated spaces to the database in bulk, with the same derived columns as any other space.

The importers are not used: they look for duplicates and keep the gazetteer's names in memory, which real
records need and which would make a million invented ones slow.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Max

from coworking.database.bulk import insert, insert_with_keys
from coworking.database.writing.short_transactions import short_transaction
from spaces.benchmark_data.distributions import HOURS
from spaces.benchmark_data.generator import SOURCES, GeneratedSpace, GeneratedStatement, SpaceGenerator
from spaces.benchmark_data.signals import spaces_generated, spaces_written
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space, SpaceAmenity
from spaces.geography.models import City
from spaces.history.models import HistoryEvent
from spaces.opening_hours import evaluate
from spaces.opening_hours.models import Schedule, ScheduleKey
from spaces.pricing.models import Plan
from spaces.provenance.amenity_values import AmenityValue
from spaces.provenance.models import Source, Statement
from spaces.provenance.own_sources import SAMPLE_KEY
from spaces.search_index.derived_columns import derive, find_or_make_schedules, schedule_key

BATCH = 500


class SpaceWriter:
    """Writes the spaces of one seed. Each run continues the numbers of the run before."""

    def __init__(self, seed: int):
        self.seed = seed
        cities = City.objects.exclude(geonameid=None).select_related("country")
        self.generator = SpaceGenerator(seed, list(cities))
        self.sources = {key: _source(key) for key, _basis, _share in SOURCES}
        self.evaluable = {expression for expression in HOURS if evaluate.is_valid(expression)}
        self.schedules: dict[ScheduleKey, Schedule] = {}
        self.touched_cities: set[int] = set()

    def count_existing(self) -> int:
        """How many spaces of this seed there are."""
        sources = [source.pk for source in self.sources.values()]
        statements = Statement.objects.filter(source__in=sources, ref__startswith=f"{self.seed}:")
        newest = statements.aggregate(ref=Max("ref"))["ref"]
        return int(newest.split(":")[1]) + 1 if newest else 0

    def write(self, count: int) -> Iterator[int]:
        """Write spaces until there are `count` of this seed; yields how many each batch added."""
        try:
            for start in range(self.count_existing(), count, BATCH):
                numbers = range(start, min(start + BATCH, count))
                generated = [(number, self.generator.generate(number)) for number in numbers]
                with short_transaction():
                    self._write_batch(generated)
                yield len(numbers)
        finally:
            refresh_city_counts(self.touched_cities)

    def _write_batch(self, generated: list[tuple[int, GeneratedSpace]]) -> None:
        spaces = [one.space for _number, one in generated]
        plans = [list(self._plans(one)) for _number, one in generated]
        self._set_schedules(spaces)
        for (_number, one), own_plans in zip(generated, plans, strict=True):
            derive(
                one.space,
                plans=own_plans,
                price_dates=[plan.as_of for plan in own_plans],
                names=[],
                dates=[statement.as_of for statement in one.statements],
                amenities=dict.fromkeys(one.amenities, AmenityValue.YES.value),
                # Only the first source states hours.
                hours_as_of=one.statements[0].as_of if one.space.opening_hours else "",
            )
        spaces_generated.send(SpaceWriter, spaces=spaces)
        insert_with_keys(Space, spaces)
        insert(Statement, (row for number, one in generated for row in self._statements(number, one)))
        insert(Plan, _with_keys_of_spaces(plan for own_plans in plans for plan in own_plans))
        amenities = ((one.space, key) for _number, one in generated for key in one.amenities)
        insert(SpaceAmenity, (SpaceAmenity(space=space, amenity_id=key) for space, key in amenities))
        insert(HistoryEvent, self._openings(one for _number, one in generated))
        spaces_written.send(SpaceWriter, spaces=spaces)
        self.touched_cities |= {space.city_id for space in spaces}

    def _set_schedules(self, spaces: list[Space]) -> None:
        keys = {schedule_key(space) for space in spaces if space.opening_hours in self.evaluable}
        self.schedules |= find_or_make_schedules(keys - self.schedules.keys())
        for space in spaces:
            space.schedule = self.schedules.get(schedule_key(space))

    def _provenance(self, statement: GeneratedStatement) -> dict[str, Any]:
        """The fields of a Sourced model."""
        return {
            "source": self.sources[statement.source],
            "as_of": statement.as_of,
            "as_of_basis": statement.basis,
        }

    def _plans(self, one: GeneratedSpace) -> Iterator[Plan]:
        for price, days in zip(one.prices, one.days_included, strict=True):
            yield Plan(
                space=one.space,
                what=price.what,
                unit=price.unit,
                quantity=price.quantity,
                amount=Decimal(price.amount),
                currency=price.currency,
                days_included=days,
                **self._provenance(one.statements[0]),
            )

    def _statements(self, number: int, one: GeneratedSpace) -> Iterator[Statement]:
        for statement in one.statements:
            yield Statement(
                space=one.space,
                ref=f"{self.seed}:{number:08}",
                facts=statement.facts,
                **self._provenance(statement),
            )

    def _openings(self, generated: Iterable[GeneratedSpace]) -> Iterator[HistoryEvent]:
        for one in generated:
            if one.space.opened:
                yield HistoryEvent(
                    space=one.space,
                    type=HistoryEvent.Type.OPENED,
                    date=one.space.opened,
                    **self._provenance(one.statements[0]),
                )


def _with_keys_of_spaces(plans: Iterable[Plan]) -> Iterator[Plan]:
    """The plans, which were made before their spaces had keys, with those keys."""
    for plan in plans:
        plan.space_id = plan.space.pk
        yield plan


def _source(key: str) -> Source:
    defaults = {"name": f"Synthetic data ({key})"}
    return Source.objects.get_or_create(key=f"{SAMPLE_KEY}/{key}", defaults=defaults)[0]
