"""Updating spaces from records of what is there already: changed records, and spaces of other sources.

A record may change a fact that no other source states, or that the others state with an older date. What a
manager confirmed is never changed (`may_set`): the difference becomes a suggested edit.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from coworking.i18n.normalize import normalize_name
from spaces.directory.amenity_rows import amenities_of, change_amenities
from spaces.directory.choices import ENDED, Kind, Status
from spaces.directory.models import Space, SpaceName
from spaces.directory.vocabulary import kind_label
from spaces.geography.coordinates.distances import distance_km
from spaces.geography.positions import FAR_KM
from spaces.history.models import HistoryEvent
from spaces.importers.complete.missing import take_back
from spaces.importers.record import SpaceRecord, column_facts, plan_fields
from spaces.importers.runs.models import ImportRun
from spaces.importers.store.match import CityMatcher, Point, point_of
from spaces.importers.tables.columns import FLAT_PRICES, PriceKind
from spaces.managers.facts import (
    confirmed_facts,
    create_suggested_edits,
    suggest_closing,
    suggest_event,
)
from spaces.pricing.models import Plan, Unit
from spaces.pricing.quote import DESKS
from spaces.provenance.freshness import date_rank
from spaces.provenance.models import Basis, Source, Statement
from spaces.provenance.queries import stated_amenities
from spaces.search_index.derived_columns import refresh

LIFE_FACTS = ("status", "closed")
LOCATION = ("country", "city", "latitude", "longitude")
ADDRESS = ("street", "postcode", "neighbourhood", "floor", "latitude", "longitude")
# A coworking space that its source has as one of these now may be gone.
NO_LONGER_FOR_WORK = (Kind.CAFE, Kind.LIBRARY, Kind.COMMUNITY_HALL)
Facts = dict[str, Any]


def may_set(fact: str, record: SpaceRecord, others: Iterable[Statement]) -> bool:
    """Whether a record may set a fact, given the other current statements of the space."""
    rank = date_rank(*record.date_of(fact))
    rivals = [other.dated_for(fact) for other in others if fact in other.facts]
    return all(
        rival.as_of_basis != Basis.CONFIRMED and date_rank(rival.as_of, rival.as_of_basis) <= rank
        for rival in rivals
    )


def closing_is_doubtful(record: SpaceRecord, statements: Iterable[Statement], plans: Iterable[Plan]) -> bool:
    """Whether the manager confirmed something since the day on which the record has the space closed.

    `statements` and `plans` are the current ones of the space. The day is that of the closing, else that of
    the record.
    """
    since = record.facts.get("closed") or record.date_of("status")[0]
    rows: Iterable[Statement | Plan] = (*statements, *plans)
    return any(row.as_of_basis == Basis.CONFIRMED and row.as_of >= since for row in rows)


class SpaceUpdater:
    """Updates spaces from the records of one source.

    `touched_cities` collects the cities whose counts of spaces may have changed, `closings` the names of
    spaces that close, and `notes` pairs of a record's id and a sentence on what somebody has to decide.
    """

    def __init__(
        self, source: Source, known_amenities: list[str], cities: CityMatcher, run: ImportRun | None
    ):
        self.run = run
        self.source = source
        self.known_amenities = known_amenities
        self.cities = cities
        self.touched_cities: set[int] = set()
        self.closings: list[str] = []
        self.notes: list[tuple[str, str]] = []

    def link(self, pairs: Sequence[tuple[SpaceRecord, Space]], is_new: bool = True) -> None:
        """Store records as statements about existing spaces of other sources.

        `is_new` if only name and place say which space is meant.
        """
        Statement.objects.bulk_create(self._statement(record, space) for record, space in pairs)
        self._apply([(record, space, {}) for record, space in pairs], is_new)
        self.suggest([(record, space.pk) for record, space in pairs])

    def replace(self, pairs: Sequence[tuple[SpaceRecord, Statement]]) -> None:
        """Replace the source's statements by those of changed records. Old rows stay, as replaced."""
        if not pairs:
            return
        for ref in take_back(self.source, pairs):
            self.notes.append((ref, _("it stands in the file again, but was judged to have closed")))
        old = [statement for _record, statement in pairs]
        Statement.objects.filter(pk__in=[s.pk for s in old]).update(replaced_at=timezone.now())
        spaces = Space.objects.select_related("city__country").in_bulk([s.space_id for s in old])
        Statement.objects.bulk_create(self._statement(r, spaces[s.space_id]) for r, s in pairs)
        self._apply([(record, spaces[statement.space_id], statement.facts) for record, statement in pairs])

    def suggest(self, pairs: Sequence[tuple[SpaceRecord, int]]) -> None:
        """Suggest to managers what differs from what they confirmed, whatever the date of the record.

        The pairs are records and keys of spaces.
        """
        confirmed = confirmed_facts({pk for _record, pk in pairs})
        spaces = Space.objects.in_bulk(confirmed)
        for record, pk in pairs:
            if pk in confirmed:
                is_closing = _is_closing(record)
                names = confirmed[pk] - set(LIFE_FACTS if is_closing else ())
                create_suggested_edits(spaces[pk], record.facts, names, self.source, record.as_of)
                if is_closing and spaces[pk].status not in ENDED:
                    suggest_closing(spaces[pk], record.facts.get("closed", ""), self.source, record.as_of)

    def _apply(self, changes: Sequence[tuple[SpaceRecord, Space, Facts]], is_new: bool = False) -> None:
        """Set the facts that each record changed since its earlier facts (the third), where it may.

        `is_new` if the source speaks of these spaces for the first time.
        """
        if not changes:
            return
        pks = [space.pk for _record, space, _earlier in changes]
        # What a manager saves at the same time comes before this or after, and is not overwritten.
        list(Space.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))
        statements: dict[int, list[Statement]] = defaultdict(list)
        for statement in Statement.objects.filter(space__in=pks, replaced_at=None):
            statements[statement.space_id].append(statement)
        confirmed = defaultdict(set, confirmed_facts(pks))
        for record, space, earlier in changes:
            others = [
                statement
                for statement in statements[space.pk]
                if statement.source_id != self.source.pk or statement.ref != record.ref
            ]
            fixed = dict.fromkeys(ADDRESS, False) if self._moves_far(record, space, earlier) else {}
            may_set_life = self._may_set_life(record, space, others, is_new)
            if may_set_life is not None:
                fixed |= dict.fromkeys(LIFE_FACTS, may_set_life)
            self._set_columns(space, record, earlier, others, fixed)
            self._ask_about_kind(record, space, earlier)
            self._set_names(space, record, earlier)
            if "amenities" not in confirmed[space.pk]:
                self._set_amenities(space, record, statements[space.pk], earlier)
            if "prices" not in confirmed[space.pk]:
                if record.page:
                    self._edit_prices(space, record)
                elif earlier.get("prices") != record.facts.get("prices"):
                    self._set_prices(space, record)
            self.touched_cities.add(space.city_id)
        refresh(Space.objects.filter(pk__in=pks).select_related("city__country"))

    def _may_set_life(
        self, record: SpaceRecord, space: Space, others: list[Statement], is_new: bool
    ) -> bool | None:
        """Whether the record decides the status of the space; None where the usual rule does.

        A closing decides, unless the manager confirmed something since: then it is suggested. So it is of a
        space that only has the name and the place of the record.
        """
        if not _is_closing(record) or space.status in ENDED:
            return None
        plans = Plan.objects.filter(space=space, is_current=True, as_of_basis=Basis.CONFIRMED)
        if not is_new and not closing_is_doubtful(record, others, plans):
            return True
        suggest_closing(space, record.facts.get("closed", ""), self.source, record.as_of)
        return False

    def _moves_far(self, record: SpaceRecord, space: Space, earlier: Facts) -> bool:
        """Whether the record has moved to another city, further than an address is corrected.

        The move is suggested then: the earlier place may have closed, or the new position may be wrong.
        """
        here, there = point_of_facts(earlier), point_of(record)
        if None in here or None in there:
            return False
        km = distance_km(*here, *there)  # type: ignore[arg-type]
        city = self.cities.find(record) if km > FAR_KM else None
        if city is None or city.pk == space.city_id:
            return False
        value: Facts = {"type": "moved", "date": "", "position": list(there)}
        value |= {"city": city.pk, "city_name": city.name}
        value |= {name: record.facts[name] for name in ("street", "postcode") if name in record.facts}
        suggest_event(space, value, self.source, record.as_of)
        message = _("moved %(km)s km, from %(old)s to %(new)s: somebody has to decide on it")
        self.notes.append((record.ref, message % {"km": round(km), "old": space.city, "new": city}))
        return True

    def _ask_about_kind(self, record: SpaceRecord, space: Space, earlier: Facts) -> None:
        """Ask whether a coworking space has closed which its source now has as another kind of place."""
        kind = record.facts.get("kind", "")
        was = earlier.get("kind")
        if was == Kind.COWORKING and kind in NO_LONGER_FOR_WORK and space.status not in ENDED:
            suggest_closing(space, "", self.source, record.as_of, now=kind)
            message = _("no coworking space any more, but %(kind)s: somebody has to decide on it")
            self.notes.append((record.ref, message % {"kind": kind_label(kind)}))

    def _set_columns(
        self,
        space: Space,
        record: SpaceRecord,
        earlier: Facts,
        others: list[Statement],
        fixed: dict[str, bool],
    ) -> None:
        """Set the columns that the record changes; `fixed` says of some facts whether it may."""
        stated, stated_before = column_facts(record.facts), column_facts(earlier)
        changed, status = {"updated_at"}, space.status
        for fact in stated.keys() | stated_before.keys():
            value = stated.get(fact, "")
            value = _empty_value(fact) if value == "" else value
            may = fixed.get(fact)
            if stated.get(fact) == stated_before.get(fact) or not (
                may_set(fact, record, others) if may is None else may
            ):
                continue
            if fact not in stated and any(fact in other.facts for other in others):
                continue
            if (
                fact == "name"
                and others
                and not record.page
                and normalize_name(space.name) == normalize_name(value)
            ):
                continue  # another source's spelling of the same name
            if fact == "name" and space.name != value:
                SpaceName.objects.get_or_create(space=space, name=space.name)
            setattr(space, fact, value)
            changed.add(fact)
        if space.status != status:
            self._note_in_history(space, record, was=status)
        may_move = (earlier or record.page) and "latitude" not in fixed
        if may_move and any(earlier.get(key) != record.facts.get(key) for key in LOCATION):
            self.touched_cities.add(space.city_id)
            space.city = self.cities.find(record) or space.city
            changed.add("city")
        space.save(update_fields=changed)

    def _note_in_history(self, space: Space, record: SpaceRecord, was: str) -> None:
        """Add the closing or the reopening of a space, whose status was another, to its history."""
        is_closed = space.status == Status.CLOSED
        if not is_closed and was != Status.CLOSED:
            return
        if is_closed:
            self.closings.append(f"{space.name} ({space.city.name})")
        as_of, basis = record.date_of("status")
        HistoryEvent.objects.create(
            space=space,
            type=HistoryEvent.Type.CLOSED if is_closed else HistoryEvent.Type.REOPENED,
            date=record.facts.get("closed", "") if is_closed else "",
            source=self.source,
            as_of=as_of,
            as_of_basis=basis,
        )

    def _set_names(self, space: Space, record: SpaceRecord, earlier: Facts) -> None:
        """Add the other names that the record states; remove what only its earlier facts did.

        Former names stay.
        """
        stated = record.other_names
        dropped = {row["name"] for row in earlier.get("names", ())} - stated.keys()
        if dropped:
            space.names.filter(name__in=dropped, is_former=False).delete()
        rows = [
            SpaceName(space=space, name=name, is_former=is_former)
            for name, is_former in stated.items()
            if name != space.name
        ]
        SpaceName.objects.bulk_create(rows, ignore_conflicts=True)

    def _set_amenities(
        self, space: Space, record: SpaceRecord, statements: list[Statement], earlier: Facts
    ) -> None:
        """Set the amenities of the record as the newest statements have them; remove what none says now."""
        named = record.facts.get("amenities", {}).keys() | earlier.get("amenities", {}).keys()
        stated = stated_amenities(statements)
        texts = {key: stated.get(key, "") for key in sorted(named & set(self.known_amenities))}
        current = amenities_of(space)
        change_amenities(space, {key: text for key, text in texts.items() if text != current.get(key, "")})

    def _set_prices(self, space: Space, record: SpaceRecord) -> None:
        """Let the record's prices take the place of the source's earlier ones, but for those it repeats."""
        as_of, basis = record.date_of("prices")
        current = space.plans.filter(source=self.source, is_current=True)
        repeated = {
            kind: plan.pk
            for plan in current
            if (kind := PriceKind(plan.what, plan.unit, plan.quantity)) in record.repeated_prices
        }
        current.exclude(pk__in=repeated.values()).update(is_current=False)
        Plan.objects.bulk_create(
            Plan(space=space, source=self.source, as_of=as_of, as_of_basis=basis, **fields)
            for fields in plan_fields(record.facts.get("prices", ()))
            if PriceKind(fields["what"], fields["unit"], fields["quantity"]) not in repeated
        )

    def _edit_prices(self, space: Space, record: SpaceRecord) -> None:
        """Let edited prices take the place of those that their cells showed, whoever stated these."""
        edited = list(plan_fields(vars(price) for price in record.prices))
        current = list(space.plans.filter(is_current=True))
        ended = {plan.pk for plan in current for fields in edited if _is_replaced(plan, fields, space)}
        ended |= {plan.pk for plan in current for kind in record.ended_prices if _shows(kind, plan)}
        Plan.objects.filter(pk__in=ended).update(is_current=False)
        as_of, basis = record.date_of("prices")
        Plan.objects.bulk_create(
            Plan(space=space, source=self.source, as_of=as_of, as_of_basis=basis, **fields)
            for fields in edited
        )

    def _statement(self, record: SpaceRecord, space: Space) -> Statement:
        return Statement(
            space=space,
            source=self.source,
            run=self.run,
            ref=record.ref,
            as_of=record.as_of,
            as_of_basis=record.basis,
            facts=record.facts,
            fact_dates=record.fact_dates,
            url=record.url,
        )


def point_of_facts(facts: Facts) -> Point:
    return facts.get("latitude"), facts.get("longitude")


def _shows(kind: PriceKind, plan: Plan) -> bool:
    """Whether a column of our own CSV for this kind of price shows such a price, if it is the cheapest."""
    is_desk = kind in FLAT_PRICES and plan.what in DESKS
    return (plan.unit, plan.quantity) == (kind.unit, kind.quantity) and (is_desk or plan.what == kind.what)


def _is_replaced(plan: Plan, edited: dict[str, Any], space: Space) -> bool:
    """Whether an edited price replaces a current one: what its column showed, and what it still would show.

    A dearer price, such as that of a dedicated desk, stays.
    """
    kind = PriceKind(edited["what"], edited["unit"], edited["quantity"])
    if not _shows(kind, plan):
        return False
    if kind not in FLAT_PRICES or edited["currency"] != space.price_currency:
        return True
    shown = (space.day_price if kind.unit == Unit.DAY else space.month_price) or 0
    return plan.currency == space.price_currency and plan.amount <= max(shown, edited["amount"])


def _is_closing(record: SpaceRecord) -> bool:
    return record.facts.get("status") == Status.CLOSED


def _empty_value(column: str) -> Any:
    """The value of a column of Space when nobody states it."""
    field = Space._meta.get_field(column)
    assert isinstance(field, models.Field)
    return None if field.null else field.get_default()
