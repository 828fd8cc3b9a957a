"""Deciding on what others say of a fact: a source that an import brought, or a member's report.

A manager of the space, or a moderator, takes a suggestion over with one click. The word of a member then
stands as a statement of theirs, with the day of the report; the yes of a manager makes it the manager's word
besides.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.accounts.notifications import notify
from coworking.audit.registry import NotPossible
from spaces.audit.log import log_action, space_log
from spaces.audit.models import SpaceAction, SpaceLogEntry
from spaces.contributions.snapshots import Changes, recorded_changes, revert_changes
from spaces.directory.choices import Status
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space, SpaceAmenity
from spaces.history.models import HistoryEvent
from spaces.importers.record import plan_fields
from spaces.managers import describe, facts, team
from spaces.managers.fact_names import AMENITIES, LIFE, LISTING, POSITION, PRICES
from spaces.managers.facts import rename
from spaces.managers.models import SuggestedEdit, SuggestedEditState
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis, Statement
from spaces.search_index.derived_columns import DESKS, refresh

MOVED_FACTS = ("street", "postcode")


@transaction.atomic
def accept(suggestion: SuggestedEdit, user: User, reason: str = "") -> None:
    """Take a suggestion over. Raises NotPossible when somebody decided meanwhile."""
    suggestion = _open(suggestion)
    space = suggestion.space
    with recorded_changes(space) as changed:
        values = _apply(space, suggestion)
        space.save()
        if suggestion.member_id:
            _record_statement(suggestion, values)
        if team.level_of(user, space):
            facts.confirm(space, facts.confirmable_names(values))
        else:
            _supersede_confirmed(space, values)
    _refresh(space)
    _decide(suggestion, user, SuggestedEditState.ACCEPTED, reason, changed)


@transaction.atomic
def decline(suggestion: SuggestedEdit, user: User, reason: str = "") -> None:
    """What stands is right: this word does not come back."""
    _decide(_open(suggestion), user, SuggestedEditState.DECLINED, reason)


@space_log.undoes(SpaceAction.SUGGESTION_ACCEPTED, SpaceAction.SUGGESTION_DECLINED)
def _reopen(act: SpaceLogEntry, reason: str) -> None:
    """The suggestion waits again, and what was taken over stands no more."""
    suggestion = _lock(act.before["suggestion"])
    later = SpaceLogEntry.objects.filter(
        space=act.space_id, pk__gt=act.pk, before__suggestion=act.before["suggestion"]
    )
    if suggestion is None or suggestion.state == SuggestedEditState.WAITING or later.exists():
        raise NotPossible(_("It is not there any more, waits already, or was decided again."))
    if "changed" in act.before:
        revert_changes(suggestion.space, act.before["changed"])
        _refresh(suggestion.space)
    suggestion.state, suggestion.reason = SuggestedEditState.WAITING, ""
    suggestion.decided_by = suggestion.decided_at = None
    suggestion.save()
    _notify(suggestion, reason)


def _open(suggestion: SuggestedEdit) -> SuggestedEdit:
    """The suggestion and its space, locked, for a decision."""
    locked = _lock(suggestion.pk)
    if locked is None or locked.state != SuggestedEditState.WAITING:
        raise NotPossible(_("Somebody has decided on this already."))
    return locked


def _lock(pk: int) -> SuggestedEdit | None:
    rows = SuggestedEdit.objects.select_for_update(of=("self",)).select_related("source", "member")
    locked = rows.filter(pk=pk).first()
    if locked:
        spaces = Space.objects.select_for_update(of=("self",)).select_related("city__country")
        locked.space = spaces.get(pk=locked.space_id)
    return locked


def _refresh(space: Space) -> None:
    refresh([space])
    refresh_city_counts([space.city_id])


def _apply(space: Space, suggestion: SuggestedEdit) -> dict[str, Any]:
    """Let the space be as the suggestion says; returns the facts that it states."""
    fact, value = suggestion.fact, suggestion.value
    if fact == LIFE:
        return _apply_event(space, suggestion)
    if fact == LISTING:
        space.is_published = False
        return {}
    if fact == AMENITIES:
        _set_amenities(space, value, is_whole=bool(suggestion.member_id))
        return {AMENITIES: value}
    if fact == PRICES:
        _set_prices(space, suggestion)
        return {PRICES: value}
    if fact == POSITION:
        space.latitude, space.longitude = value
        return {"latitude": value[0], "longitude": value[1]}
    rename(space, value) if fact == "name" else setattr(space, fact, value)
    return {fact: value}


def _set_amenities(space: Space, keys: list[str], *, is_whole: bool) -> None:
    """A member saw the whole list before changing it; a data set says only what it knows."""
    if is_whole:
        space.amenity_rows.exclude(amenity__in=keys).delete()
    rows = [SpaceAmenity(space=space, amenity_id=key) for key in keys]
    SpaceAmenity.objects.bulk_create(rows, ignore_conflicts=True)


def _set_prices(space: Space, suggestion: SuggestedEdit) -> None:
    """Prices that stood become history; a member speaks of a desk's day or month only."""
    old = Plan.objects.filter(space=space, is_current=True)
    if suggestion.member_id:
        units = {price["unit"] for price in suggestion.value}
        old = old.filter(what__in=DESKS, unit__in=units, quantity=1)
    old.update(is_current=False)
    basis = Basis.REPORTED if suggestion.member_id else Basis.DATASET
    for fields in plan_fields(suggestion.value):
        Plan.objects.create(
            space=space, source=suggestion.source, as_of=suggestion.as_of, as_of_basis=basis, **fields
        )


def _apply_event(space: Space, suggestion: SuggestedEdit) -> dict[str, Any]:
    """It closed, or it moved: to the new address when that is known, else away."""
    value, old = suggestion.value, space.street
    facts: dict[str, Any] = {name: value[name] for name in MOVED_FACTS if value.get(name)}
    if value["type"] == "closed":
        facts |= {"status": Status.CLOSED.value} | ({"closed": value["date"]} if value["date"] else {})
    elif not facts.get("street"):
        facts["status"] = Status.MOVED.value
    else:
        # The old point on the map is wrong now, whether or not the new one is known.
        space.latitude, space.longitude = value.get(POSITION) or (None, None)
        if space.has_position:
            facts |= {"latitude": space.latitude, "longitude": space.longitude}
    for name, said in facts.items():
        setattr(space, name, said)
    HistoryEvent.objects.create(
        space=space,
        type=value["type"],
        date=value["date"],
        note=f"{old} → {facts['street']}"[:400] if facts.get("street") else "",
        source=suggestion.source,
        as_of=suggestion.as_of,
        as_of_basis=Basis.REPORTED,
    )
    return facts


def _record_statement(suggestion: SuggestedEdit, facts: dict[str, Any]) -> None:
    """A member's statement, one for each fact, so that each keeps its own date."""
    now = timezone.now()
    said = {name: value for name, value in facts.items() if name != PRICES}
    if not said:
        return
    ref = f"{suggestion.space_id}:{suggestion.fact}"
    mine = Statement.objects.filter(source=suggestion.source, ref=ref, replaced_at=None)
    mine.update(replaced_at=now)
    Statement.objects.create(
        space=suggestion.space,
        source=suggestion.source,
        ref=ref,
        facts=said,
        as_of=suggestion.as_of,
        as_of_basis=Basis.REPORTED,
    )


def _supersede_confirmed(space: Space, facts: dict[str, Any]) -> None:
    """What a moderator takes over stands above what the manager confirmed; that stays as history."""
    for row in space.statements.filter(as_of_basis=Basis.CONFIRMED, replaced_at=None):
        if set(row.facts) & set(facts):
            row.replaced_at = timezone.now()
            row.save(update_fields=["replaced_at"])


def _decide(
    suggestion: SuggestedEdit, user: User, state: str, reason: str, changed: Changes | None = None
) -> None:
    suggestion.state, suggestion.reason = state, reason
    suggestion.decided_by, suggestion.decided_at = user, timezone.now()
    suggestion.save()
    accepted = state == SuggestedEditState.ACCEPTED
    action = SpaceAction.SUGGESTION_ACCEPTED if accepted else SpaceAction.SUGGESTION_DECLINED
    about = f"{suggestion.space}: {describe.fact_label(suggestion.fact)} ({suggestion.source})"
    before = {"suggestion": suggestion.pk} | ({"changed": changed} if changed else {})
    log_action(user, action, suggestion.space, reason, about=about, before=before)
    _notify(suggestion, reason)


def _notify(suggestion: SuggestedEdit, reason: str) -> None:
    """Let the member know what became of it."""

    def write() -> tuple[str, str]:
        subject = _("About what you reported of %(space)s") % {"space": suggestion.space.name}
        context = {
            "suggestion": suggestion,
            "label": describe.fact_label(suggestion.fact),
            "theirs": describe.describe_suggestion(suggestion),
            "reason": reason,
            "site_name": settings.SITE_NAME,
        }
        return subject, render_to_string("spaces/contributions/mail/report_decided.txt", context)

    notify(suggestion.member, suggestion.language, write)
