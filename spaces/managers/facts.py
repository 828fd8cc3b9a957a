"""Facts that managers confirm: each on its own day, above every other source.

A confirmed fact is a current `Statement` of the source "manager" with the reference "<space>:<fact>", so that
each fact keeps its own date. Prices carry their source themselves.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from coworking.accounts.models import User
from coworking.i18n.normalize import normalize_name
from spaces.audit.log import log_action
from spaces.audit.models import SpaceAction
from spaces.directory.amenity_rows import amenities_of
from spaces.directory.models import Space, SpaceName
from spaces.managers.describe import fact_label
from spaces.managers.fact_names import AMENITIES, FACTS, LIFE, POSITION, PRICES
from spaces.managers.models import SuggestedEdit, SuggestedEditState
from spaces.pricing.models import Plan
from spaces.provenance.amenity_values import AMENITY_PREFIX, value_and_detail
from spaces.provenance.models import Basis, Source, Statement
from spaces.provenance.own_sources import manager_source
from spaces.search_index.derived_columns import refresh


def today() -> str:
    return timezone.localdate().isoformat()


@transaction.atomic
def confirm(space: Space, names: Iterable[str], actor: User | None = None) -> None:
    """Record that the manager confirms the current values of these facts today.

    "amenity:wifi" is one of the amenities, of which the others keep their dates.
    """
    _lock_and_read(space)
    source, now = manager_source(), timezone.now()
    names = set(names)
    _confirm_amenities(space, source, {name for name in names if name.startswith(AMENITY_PREFIX)})
    values = {name: _value(space, name) for name in names & {*FACTS, AMENITIES}}
    if POSITION in names:
        values |= {"latitude": space.latitude, "longitude": space.longitude}
    if AMENITIES in names:
        single = space.statements.filter(ref__startswith=f"{space.pk}:{AMENITY_PREFIX}")
        single.filter(source=source, replaced_at=None).update(replaced_at=now)
    for name, value in values.items():
        ref = f"{space.pk}:{name}"
        Statement.objects.filter(source=source, ref=ref, replaced_at=None).update(replaced_at=now)
        Statement.objects.create(
            space=space,
            source=source,
            ref=ref,
            as_of=today(),
            as_of_basis=Basis.CONFIRMED,
            facts={name: value},
        )
    if PRICES in names:
        _confirm_prices(space, source)
    if actor and names:
        about = f"{space}: {', '.join(sorted(fact_label(name) for name in names))}"
        log_action(actor, SpaceAction.FACTS_CONFIRMED, space, about=about)
    refresh([space])


def _confirm_amenities(space: Space, source: Source, names: set[str]) -> None:
    """Record that the manager confirms these single amenities, such as "amenity:wifi", today."""
    known = amenities_of(space)
    texts = {name: known.get(name.removeprefix(AMENITY_PREFIX), "") for name in sorted(names)}
    if texts:
        supersede_confirmed(space, {AMENITIES: {name.removeprefix(AMENITY_PREFIX): "" for name in texts}})
    for name, text in texts.items():
        if text:
            Statement.objects.create(
                space=space,
                source=source,
                ref=f"{space.pk}:{name}",
                as_of=today(),
                as_of_basis=Basis.CONFIRMED,
                facts={AMENITIES: {name.removeprefix(AMENITY_PREFIX): text}},
            )


def supersede_confirmed(space: Space, facts: dict[str, Any]) -> None:
    """Supersede what the manager confirmed of facts that others state now; it stays as history.

    Of amenities the manager goes on stating the others, as of the same day.
    """
    for row in space.statements.filter(as_of_basis=Basis.CONFIRMED, replaced_at=None):
        if not set(row.facts) & set(facts):
            continue
        if set(row.facts) == {AMENITIES} and not set(row.facts[AMENITIES]) & set(facts[AMENITIES]):
            continue
        row.replaced_at = timezone.now()
        row.save(update_fields=["replaced_at"])
        others = {k: v for k, v in row.facts.get(AMENITIES, {}).items() if k not in facts.get(AMENITIES, {})}
        if others:
            row.pk, row.replaced_at, row.facts = None, None, {AMENITIES: others}
            row._state.adding = True
            row.save(force_insert=True)  # a row of its own; the former one stays


def contradicts_manager(space: Space, fact: str, value: Any) -> bool:
    """Whether a value differs from the current one of a fact that a manager of the space ever stated."""
    if fact == PRICES:
        priced = space.plans.filter(as_of_basis=Basis.CONFIRMED).exists()
        return priced and not agrees(space, fact, value)
    stated = list(space.statements.filter(as_of_basis=Basis.CONFIRMED).values_list("facts", flat=True))
    names = {name for facts in stated for name in facts}
    if fact == AMENITIES:
        known = amenities_of(space)
        keys = {key for facts in stated for key in facts.get(AMENITIES, {})} & set(value)
        return any(value_and_detail(known.get(key, ""))[0] != value[key] for key in keys)
    if fact == LIFE:
        return bool(names & {"status", *value})
    return fact in names and not agrees(space, fact, value)


def _lock_and_read(space: Space) -> None:
    """Lock the space, and read the facts that it has now."""
    list(Space.objects.select_for_update().filter(pk=space.pk).values_list("pk"))
    space.refresh_from_db(fields=[*FACTS, "latitude", "longitude"])


@transaction.atomic
def set_hours(space: Space, text: str, actor: User, shown: str | None = None) -> bool:
    """Set the opening hours as the manager's statement; an empty text makes them unknown.

    Returns False, and changes nothing, when they are neither the `shown` hours nor the new ones any more.
    """
    _lock_and_read(space)
    if shown is not None and space.opening_hours not in (shown, text):
        return False
    space.opening_hours = text
    space.save(update_fields=["opening_hours", "updated_at"])
    confirm(space, ["opening_hours"], actor)
    return True


def rename(space: Space, name: str) -> None:
    """Set a space's name, and record the former one. The space is not saved."""
    if normalize_name(space.name) != normalize_name(name):
        SpaceName.objects.get_or_create(space=space, name=space.name)
    space.name = name


def _value(space: Space, name: str) -> Any:
    if name == AMENITIES:
        return amenities_of(space)
    return getattr(space, name)


def _confirm_prices(space: Space, source: Source) -> None:
    """Replace the current prices by copies that the manager states; those of others stay as history."""
    for plan in space.plans.filter(is_current=True):
        if plan.source_id == source.pk and plan.as_of == today():
            continue
        Plan.objects.filter(pk=plan.pk).update(is_current=False)
        plan.pk = None
        plan._state.adding = True
        plan.source, plan.as_of, plan.as_of_basis, plan.is_current = source, today(), Basis.CONFIRMED, True
        plan.save()


def confirmable_names(columns: Iterable[str]) -> set[str]:
    """The names under which a manager confirms the facts of a statement."""
    given = set(columns)
    position = {POSITION} if given & {"latitude", "longitude"} else set()
    return (given & {*FACTS, AMENITIES, PRICES}) | position


def confirmed_facts(spaces: Iterable[int]) -> dict[int, set[str]]:
    """{space: the facts that its manager confirmed}"""
    found: dict[int, set[str]] = {}
    current = Statement.objects.filter(space__in=spaces, as_of_basis=Basis.CONFIRMED, replaced_at=None)
    for space, facts in current.values_list("space", "facts"):
        found.setdefault(space, set()).update(facts)
    priced = Plan.objects.filter(space__in=spaces, as_of_basis=Basis.CONFIRMED, is_current=True)
    for space in priced.values_list("space", flat=True).distinct():
        found.setdefault(space, set()).add(PRICES)
    return found


# Edits that others suggest to confirmed facts


def count_waiting_suggestions(spaces: Iterable[Space]) -> dict[int, int]:
    """{space: how many suggested edits wait for its manager}"""
    rows = SuggestedEdit.objects.filter(
        space__in=[space.pk for space in spaces], state=SuggestedEditState.WAITING
    )
    return dict(rows.values("space").order_by().annotate(n=Count("pk")).values_list("space", "n"))


def create_suggested_edits(
    space: Space, values: dict[str, Any], confirmed: set[str], source: Source, as_of: str
) -> None:
    """Suggest to the manager what a source states otherwise of confirmed facts, each value once."""
    rows = [
        SuggestedEdit(
            space=space, fact=fact, value=value, digest=value_digest(value), source=source, as_of=as_of
        )
        for fact, value in values.items()
        if fact in confirmed and not agrees(space, fact, value)
    ]
    SuggestedEdit.objects.bulk_create(rows, ignore_conflicts=True)


def suggest_closing(space: Space, date: str, source: Source, as_of: str, **why: str) -> None:
    """Suggest that a space has closed, on a partial date or "", as a member's report does; each once.

    `why` asks rather than states it: `missing_since` a date, or "", because the source no longer has it; or
    `now` because it is of another kind there.
    """
    suggest_event(space, {"type": "closed", "date": date, **why}, source, as_of)


def suggest_event(space: Space, value: dict[str, Any], source: Source, as_of: str) -> None:
    """Suggest a closing or a move, as a member's report does; each value once."""
    row = SuggestedEdit(
        space=space, fact=LIFE, value=value, digest=value_digest(value), source=source, as_of=as_of
    )
    SuggestedEdit.objects.bulk_create([row], ignore_conflicts=True)


def value_digest(value: Any) -> str:
    """A hash by which equal values are suggested once."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def agrees(space: Space, fact: str, value: Any) -> bool:
    """Whether a value says what the space says already."""
    if fact == AMENITIES:
        return bool(value.items() <= amenities_of(space).items())
    if fact == PRICES:
        current = space.plans.filter(is_current=True).values_list("unit", "quantity", "amount", "currency")
        return {_price_key(price) for price in value} <= {(u, q, float(a), c) for u, q, a, c in current}
    ours = getattr(space, fact, None)
    if fact == "name":
        return normalize_name(str(ours)) == normalize_name(str(value))
    return str(ours) == str(value)


def _price_key(price: dict[str, Any]) -> tuple[Any, ...]:
    return price.get("unit"), price.get("quantity", 1), float(price["amount"]), price.get("currency")
