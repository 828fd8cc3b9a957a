"""Decisions on suggested edits: values from an imported source, a member's report, or visitors' answers.

A manager of the space or a moderator accepts a suggested edit with one click. A member's report then becomes
a statement of that member, of the day of the report; when a manager accepts it, the manager confirms it too.
Answers of visitors become a statement of theirs, and override nothing that a manager ever stated unless
nobody manages the space any more.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.accounts.notifications import notify
from coworking.audit.locks import lock, lock_waiting
from coworking.audit.registry import NotPossible, Outcome
from coworking.site.queries import site_name
from spaces.audit.log import log_action, space_log
from spaces.audit.models import SpaceAction, SpaceLogEntry
from spaces.contributions.snapshots import Changes, recorded_changes, revert_changes
from spaces.directory.amenity_rows import amenities_of, change_amenities
from spaces.directory.choices import Status
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space
from spaces.geocoding.saving import place_after_commit
from spaces.geography.models import City
from spaces.history.models import HistoryEvent
from spaces.importers.record import plan_fields
from spaces.managers import describe, facts, team
from spaces.managers.fact_names import AMENITIES, LIFE, LISTING, POSITION, PRICES
from spaces.managers.facts import rename
from spaces.managers.models import SuggestedEdit, SuggestedEditState
from spaces.pricing.models import Plan
from spaces.provenance.amenity_values import amenity_fact, value_and_detail
from spaces.provenance.models import Basis, Statement
from spaces.provenance.own_sources import visitors_source
from spaces.provenance.querysets import VISITORS_KEY, VISITORS_PREFIX
from spaces.search_index.derived_columns import DESKS, refresh

MOVED_FACTS = ("street", "postcode")
ROWS = SuggestedEdit.objects.select_related("source", "member")


@transaction.atomic
def accept(suggestion: SuggestedEdit, user: User | None, reason: str = "") -> None:
    """Apply a suggested edit; without `user` because visitors agree.

    Raises NotPossible when it was decided meanwhile, or when it is for the manager alone.
    """
    suggestion = _lock_waiting(suggestion, user)
    space, former_city = suggestion.space, suggestion.space.city_id
    is_manager = bool(user and team.level_of(user, space))
    overrides = not is_manager and not suggestion.is_of_visitors
    if suggestion.is_of_visitors:
        if not is_manager and facts.contradicts_manager(space, suggestion.fact, suggestion.value):
            overrides = _without_manager(space)
        suggestion.source = visitors_source(max(1, suggestion.visitor_answers.count()))
    with recorded_changes(space) as changed:
        values = _apply(space, suggestion)
        space.save()
        if _is_of_person(suggestion):
            _record_statement(suggestion, values)
        if is_manager:
            facts.confirm(space, _names_to_confirm(values))
        elif overrides:
            facts.supersede_confirmed(space, values)
    _refresh(space, former_city)
    _decide(suggestion, user, SuggestedEditState.ACCEPTED, reason, changed)


def _without_manager(space: Space) -> bool:
    """True where nobody manages the space; else raises NotPossible."""
    if space.roles.exists():
        raise NotPossible(
            _("The manager of the space has stated this. They decide; or change the space itself.")
        )
    return True


def _is_of_person(suggestion: SuggestedEdit) -> bool:
    """Whether it comes from a member or from visitors, not from a file."""
    return bool(suggestion.member_id) or suggestion.source.key.startswith(VISITORS_KEY)


def _basis(suggestion: SuggestedEdit) -> Basis:
    return Basis.REPORTED if suggestion.member_id else Basis.ANSWERED


def _names_to_confirm(values: dict[str, Any]) -> set[str]:
    """The names of the facts that a manager accepted; of amenities those alone that were suggested."""
    single = {amenity_fact(key) for key in values.get(AMENITIES, {})}
    return facts.confirmable_names(values) - {AMENITIES} | single


@transaction.atomic
def decline(suggestion: SuggestedEdit, user: User, reason: str = "") -> None:
    """Decline a suggested edit: the same value of the same source is not suggested again."""
    _decide(_lock_waiting(suggestion, user), user, SuggestedEditState.DECLINED, reason)


@space_log.undoes(SpaceAction.SUGGESTION_ACCEPTED, SpaceAction.SUGGESTION_DECLINED)
def _reopen(entry: SpaceLogEntry, reason: str) -> None:
    """Let the suggested edit wait again, and revert what accepting it changed."""
    suggestion = _with_locked_space(lock(ROWS, entry.before["suggestion"]))
    later = SpaceLogEntry.objects.filter(
        space=entry.space_id, pk__gt=entry.pk, before__suggestion=entry.before["suggestion"]
    )
    if suggestion.state == SuggestedEditState.WAITING or later.exists():
        raise NotPossible(_("It waits already, or was decided again."))
    if "changed" in entry.before:
        former_city = suggestion.space.city_id
        revert_changes(suggestion.space, entry.before["changed"])
        _refresh(suggestion.space, former_city)
    _set_state(suggestion, SuggestedEditState.WAITING, None, "")
    _notify(suggestion, reason)


def outcome(suggestion: SuggestedEdit) -> Outcome | None:
    """What was decided on a suggested edit; None while it waits."""
    if suggestion.state == SuggestedEditState.WAITING:
        return None
    return Outcome(suggestion.get_state_display(), suggestion.decided_by, suggestion.decided_at)


def _lock_waiting(suggestion: SuggestedEdit, reader: User | None) -> SuggestedEdit:
    """The suggested edit and its space, locked. Raises NotPossible when it was decided meanwhile."""
    return _with_locked_space(lock_waiting(ROWS, suggestion.pk, outcome, reader))


def _with_locked_space(suggestion: SuggestedEdit) -> SuggestedEdit:
    suggestion.space = lock(Space.objects.select_related("city__country"), suggestion.space_id)
    return suggestion


def _refresh(space: Space, former_city: int) -> None:
    refresh([space])
    refresh_city_counts({space.city_id, former_city})
    place_after_commit(space)


def _apply(space: Space, suggestion: SuggestedEdit) -> dict[str, Any]:
    """Apply the value to the space; returns the facts that it states. The space is not saved."""
    fact, value = suggestion.fact, suggestion.value
    if fact == LIFE:
        return _apply_event(space, suggestion)
    if fact == LISTING:
        space.is_published = False
        return {}
    if fact == AMENITIES:
        keeps_details = suggestion.source.key.startswith(VISITORS_PREFIX)  # of which visitors say nothing
        change_amenities(space, _with_details(space, value) if keeps_details else value)
        return {AMENITIES: value}
    if fact == PRICES:
        _set_prices(space, suggestion)
        return {PRICES: value}
    if fact == POSITION:
        space.latitude, space.longitude = value
        return {"latitude": value[0], "longitude": value[1]}
    rename(space, value) if fact == "name" else setattr(space, fact, value)
    return {fact: value}


def _with_details(space: Space, value: dict[str, str]) -> dict[str, str]:
    """The texts of amenities with the details that are known, where the value stays the same."""
    known = amenities_of(space)
    same = {key for key, text in value.items() if value_and_detail(known.get(key, ""))[0] == text}
    return {key: known[key] if key in same else text for key, text in value.items()}


def _set_prices(space: Space, suggestion: SuggestedEdit) -> None:
    """Replace the current prices; a person's report replaces only those of a desk by day or month."""
    old = Plan.objects.filter(space=space, is_current=True)
    if _is_of_person(suggestion):
        units = {price["unit"] for price in suggestion.value}
        old = old.filter(what__in=DESKS, unit__in=units, quantity=1)
    old.update(is_current=False)
    basis = _basis(suggestion) if _is_of_person(suggestion) else Basis.DATASET
    for fields in plan_fields(suggestion.value):
        Plan.objects.create(
            space=space, source=suggestion.source, as_of=suggestion.as_of, as_of_basis=basis, **fields
        )


def _apply_event(space: Space, suggestion: SuggestedEdit) -> dict[str, Any]:
    """Apply a closing or a move: to the new street where it is reported, else the status becomes "moved"."""
    value, old = suggestion.value, space.street
    facts: dict[str, Any] = {name: value[name] for name in MOVED_FACTS if value.get(name)}
    if value["type"] == "closed":
        facts |= {"status": Status.CLOSED.value} | ({"closed": value["date"]} if value["date"] else {})
    elif not facts.get("street") and not value.get("city"):
        facts["status"] = Status.MOVED.value
    else:
        if value.get("city"):
            space.city = City.objects.select_related("country").get(pk=value["city"])
            space.street = space.postcode = ""  # those of the other city, unless the new ones are known
        # The old point on the map is wrong now, whether or not the new one is known.
        space.latitude, space.longitude = value.get(POSITION) or (None, None)
        if space.has_position:
            facts |= {"latitude": space.latitude, "longitude": space.longitude}
    for name, fact in facts.items():
        setattr(space, name, fact)
    HistoryEvent.objects.create(
        space=space,
        type=value["type"],
        date=value["date"],
        note=_old_and_new(old, facts.get("street"), value.get("city_name"))[:400],
        source=suggestion.source,
        as_of=suggestion.as_of,
        as_of_basis=_basis(suggestion) if _is_of_person(suggestion) else Basis.REPORTED,
    )
    return facts


def _old_and_new(old: str, street: str | None, city: str | None) -> str:
    """The note on a move: "Rue A 1 → Rue B 2, Paris"; empty when the new place is not known."""
    new = ", ".join(filter(None, (street, city)))
    return f"{old} → {new}".strip() if new else ""


def _record_statement(suggestion: SuggestedEdit, facts: dict[str, Any]) -> None:
    """Store what the member or the visitors state, one statement for each fact: each keeps its own date."""
    if suggestion.fact == AMENITIES:
        for key, text in facts[AMENITIES].items():
            _replace_statement(suggestion, amenity_fact(key), {AMENITIES: {key: text}} if text else {})
        return
    stated = {name: value for name, value in facts.items() if name != PRICES}
    if stated:
        _replace_statement(suggestion, suggestion.fact, stated)


def _replace_statement(suggestion: SuggestedEdit, fact: str, stated: dict[str, Any]) -> None:
    """Replace what they stated of a fact before; without facts nothing takes its place.

    Visitors are one, however many they were before.
    """
    ref = f"{suggestion.space_id}:{fact}"
    sources = Q(source=suggestion.source)
    if not suggestion.member_id:
        sources = Q(source__key__startswith=VISITORS_PREFIX)
    previous = Statement.objects.filter(sources, ref=ref, replaced_at=None)
    previous.update(replaced_at=timezone.now())
    if stated:
        Statement.objects.create(
            space=suggestion.space,
            source=suggestion.source,
            ref=ref,
            facts=stated,
            as_of=suggestion.as_of,
            as_of_basis=_basis(suggestion),
        )


def _decide(
    suggestion: SuggestedEdit, user: User | None, state: str, reason: str, changed: Changes | None = None
) -> None:
    _set_state(suggestion, state, user, reason)
    accepted = state == SuggestedEditState.ACCEPTED
    action = SpaceAction.SUGGESTION_ACCEPTED if accepted else SpaceAction.SUGGESTION_DECLINED
    about = f"{suggestion.space}: {describe.fact_label(suggestion.fact)} ({suggestion.source})"
    before = {"suggestion": suggestion.pk} | ({"changed": changed} if changed else {})
    log_action(user, action, suggestion.space, reason, about=about, before=before)
    if user is None or suggestion.member_id != user.pk:
        _notify(suggestion, reason)


def _set_state(suggestion: SuggestedEdit, state: str, user: User | None, reason: str) -> None:
    suggestion.state, suggestion.reason = state, reason
    is_decided = state != SuggestedEditState.WAITING
    suggestion.decided_by, suggestion.decided_at = user, timezone.now() if is_decided else None
    suggestion.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    if is_decided:
        suggestion.visitor_answers.all().delete()  # the hashes have served their purpose


def _notify(suggestion: SuggestedEdit, reason: str) -> None:
    """Notify the member of the decision."""

    def write() -> tuple[str, str]:
        subject = _("About what you reported of %(space)s") % {"space": suggestion.space.name}
        context = {
            "suggestion": suggestion,
            "label": describe.fact_label(suggestion.fact),
            "theirs": describe.describe_suggestion(suggestion),
            "reason": reason,
            "site_name": site_name(),
        }
        return subject, render_to_string("spaces/contributions/mail/report_decided.txt", context)

    notify(suggestion.member, suggestion.language, write)
