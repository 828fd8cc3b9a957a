"""The manager's word: each fact confirmed on its own day, above every other source.

A confirmed fact is a standing `Statement` of the source "manager" with the reference "<space>:<fact>", so
that each keeps its own date. Prices carry their source themselves.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coworking.accounts.models import User
from coworking.i18n.normalize import normalize_name
from spaces.audit.log import log_action
from spaces.audit.models import SpaceAction
from spaces.directory.choices import Kind
from spaces.directory.models import Amenity, Space, SpaceAmenity, SpaceName
from spaces.managers.models import Level, Role, SuggestedEdit, SuggestedEditState
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis, Source, Statement
from spaces.provenance.own_sources import manager_source
from spaces.search_index.derived_columns import refresh

# Facts that a manager edits and confirms, in the order of the page.
FACTS = (
    "name", "kind", "street", "postcode", "neighbourhood", "floor", "website", "phone", "email",
    "description", "video_url", "operator", "network", "desks", "people", "rooms", "area_m2", "wifi_mbps",
    "status", "opened", "closed", "opening_hours",
)  # fmt: skip
AMENITIES, PRICES, POSITION = "amenities", "prices", "position"
LIFE, LISTING, NOT_A_SPACE = "life", "listing", "not_a_space"  # what members report besides facts
WORDS = {
    AMENITIES: _("amenities"),
    PRICES: _("prices"),
    POSITION: _("position"),
    LIFE: _("life story"),
    LISTING: _("listing"),
}
HAPPENED = {"closed": _("closed"), "moved": _("moved")}


def level_of(user, space: Space) -> str:
    """What a user may do with a space: "owner", "editor", or empty for everybody else."""
    if not user.is_authenticated:
        return ""
    return Role.objects.filter(space=space, member=user).values_list("level", flat=True).first() or ""


def is_owner(user, space: Space) -> bool:
    return level_of(user, space) == Level.OWNER


def today() -> str:
    return timezone.localdate().isoformat()


@transaction.atomic
def confirm(space: Space, facts: Iterable[str], actor: User | None = None) -> None:
    """Let the manager say, today, that these facts of the space hold as they stand now."""
    source, now = manager_source(), timezone.now()
    names = set(facts)
    values = {name: _value(space, name) for name in names - {PRICES, POSITION}}
    if POSITION in names:
        values |= {"latitude": space.latitude, "longitude": space.longitude}
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
        about = f"{space}: {', '.join(sorted(label(name) for name in names))}"
        log_action(actor, SpaceAction.FACTS_CONFIRMED, space, about=about)
    refresh([space])


def set_amenities(space: Space, keys: set[str]) -> None:
    """The space has these amenities, and no others. What was said of those that stay is kept."""
    space.amenity_rows.exclude(amenity__in=keys).delete()
    rows = [SpaceAmenity(space=space, amenity_id=key) for key in sorted(keys)]
    SpaceAmenity.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def set_hours(space: Space, text: str, actor: User) -> None:
    """The manager says when the space is open; an empty text says nothing of it any more."""
    space.opening_hours = text
    space.save(update_fields=["opening_hours", "updated_at"])
    confirm(space, ["opening_hours"], actor)


def _value(space: Space, name: str) -> Any:
    if name == AMENITIES:
        return sorted(SpaceAmenity.objects.filter(space=space).values_list("amenity", flat=True))
    return getattr(space, name)


def _confirm_prices(space: Space, source: Source) -> None:
    """Prices that stand are said anew by the manager; what others said stays as history."""
    for plan in space.plans.filter(is_current=True):
        if plan.source_id == source.pk and plan.as_of == today():
            continue
        Plan.objects.filter(pk=plan.pk).update(is_current=False)
        plan.pk = None
        plan._state.adding = True
        plan.source, plan.as_of, plan.as_of_basis, plan.is_current = source, today(), Basis.CONFIRMED, True
        plan.save()


def confirmable(facts: Iterable[str]) -> set[str]:
    """The facts of a statement, by the names under which a manager confirms them."""
    places = {"latitude", "longitude"}
    names = set(facts)
    return (names & {*FACTS, AMENITIES, PRICES}) | ({POSITION} if names & places else set())


# What others say of confirmed facts


def confirmed_facts(spaces: Iterable[int]) -> dict[int, set[str]]:
    """{space: the facts that its manager confirmed}"""
    found: dict[int, set[str]] = {}
    standing = Statement.objects.filter(space__in=spaces, as_of_basis=Basis.CONFIRMED, replaced_at=None)
    for space, facts in standing.values_list("space", "facts"):
        found.setdefault(space, set()).update(facts)
    priced = Plan.objects.filter(space__in=spaces, as_of_basis=Basis.CONFIRMED, is_current=True)
    for space in priced.values_list("space", flat=True).distinct():
        found.setdefault(space, set()).add(PRICES)
    return found


def waiting_suggestions(spaces: Iterable[Space]) -> dict[int, int]:
    """{space: how many suggestions wait for its manager}"""
    rows = SuggestedEdit.objects.filter(
        space__in=[space.pk for space in spaces], state=SuggestedEditState.WAITING
    )
    return dict(rows.values("space").order_by().annotate(n=Count("pk")).values_list("space", "n"))


def suggest(space: Space, said: dict[str, Any], confirmed: set[str], source: Source, as_of: str) -> None:
    """Let what a source says otherwise of confirmed facts wait for the manager, each word once."""
    rows = []
    for fact, value in said.items():
        if fact not in confirmed or _agrees(space, fact, value):
            continue
        digest = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
        rows.append(
            SuggestedEdit(space=space, fact=fact, value=value, digest=digest, source=source, as_of=as_of)
        )
    SuggestedEdit.objects.bulk_create(rows, ignore_conflicts=True)


def _agrees(space: Space, fact: str, value: Any) -> bool:
    if fact == AMENITIES:
        return set(value) <= set(_value(space, AMENITIES))
    if fact == PRICES:
        current = space.plans.filter(is_current=True).values_list("unit", "quantity", "amount", "currency")
        return {_price(price) for price in value} <= {(u, q, float(a), c) for u, q, a, c in current}
    ours = getattr(space, fact, None)
    if fact == "name":
        return normalize_name(str(ours)) == normalize_name(str(value))
    return str(ours) == str(value)


def _price(price: dict[str, Any]) -> tuple:
    return price.get("unit"), price.get("quantity", 1), float(price["amount"]), price.get("currency")


def rename(space: Space, name: str) -> None:
    """Give a space a new name and remember the old one."""
    if normalize_name(space.name) != normalize_name(name):
        SpaceName.objects.get_or_create(space=space, name=space.name)
    space.name = name


# In words


def label(fact: str) -> str:
    """What a fact is called on a page."""
    if fact in WORDS:
        return str(WORDS[fact])
    columns = {field.name: field for field in Space._meta.fields}
    return str(columns[fact].verbose_name) if fact in columns else fact.replace("_", " ")


def shown(space: Space, fact: str) -> str:
    """What stands now, in words."""
    if fact == AMENITIES:
        return ", ".join(str(amenity.label) for amenity in space.amenities.all())
    if fact == PRICES:
        plans = (plan for plan in space.plans.all() if plan.is_current)
        return ", ".join(f"{plan.formatted_amount} / {plan.get_unit_display()}" for plan in plans)
    if fact == POSITION:
        return f"{space.latitude}, {space.longitude}"
    if fact in (LIFE, LISTING):
        return str(space.get_status_display())
    display = getattr(space, f"get_{fact}_display", None)
    return str(display() if display else getattr(space, fact, ""))


def suggested(suggestion: SuggestedEdit) -> str:
    """What a suggestion says."""
    return in_words(suggestion.fact, suggestion.value)


def in_words(fact: str, value: Any) -> str:
    """The value of a fact, as a statement keeps it, in words."""
    if fact == PRICES:
        return ", ".join(
            f"{price['amount']} {price.get('currency', '')} / {price.get('unit', '')}" for price in value
        )
    if fact == LISTING:
        return str(_("no place to work"))
    if fact == LIFE:
        return _life(value)
    if fact == AMENITIES:
        return ", ".join(Amenity(key=key).label for key in value)
    if fact == "kind":
        return str(dict(Kind.choices).get(value, value))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _life(value: dict[str, Any]) -> str:
    """ "moved, 2026-03, Rue Haute 12" """
    place = ", ".join(map(str, value.get(POSITION, ())))
    parts = (HAPPENED[value["type"]], value["date"], value.get("street"), value.get("postcode"), place)
    return ", ".join(str(part) for part in parts if part)
