"""Spaces that members propose: proposed once, then approved, merged into an existing space, or declined."""

from typing import Any

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.accounts.notifications import notify
from coworking.audit.locks import lock, lock_waiting
from coworking.audit.registry import NotPossible, Outcome
from coworking.i18n.normalize import normalize_name
from coworking.site.queries import site_name
from spaces.audit.log import log_action, space_log
from spaces.audit.models import SpaceAction, SpaceLogEntry
from spaces.contributions.likely_duplicates import PlaceDescription
from spaces.contributions.models import Proposal, ProposalState
from spaces.contributions.revert import delete_created_space
from spaces.contributions.snapshots import Changes, recorded_changes, revert_changes, snapshot
from spaces.directory.amenity_rows import add_amenities
from spaces.directory.models import Space
from spaces.duplicates.fill_missing import fill_missing
from spaces.geocoding.saving import place_after_commit
from spaces.geography.cities import lookup as city_lookup
from spaces.geography.models import City, Country
from spaces.importers.record import SpaceRecord, plan_fields
from spaces.importers.store.create import create_space
from spaces.managers import fact_names, facts
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis, Source, Statement
from spaces.provenance.own_sources import member_source
from spaces.search_index.derived_columns import refresh

ACTIONS = {
    ProposalState.APPROVED: SpaceAction.PROPOSAL_APPROVED,
    ProposalState.MERGED: SpaceAction.PROPOSAL_MERGED,
    ProposalState.DECLINED: SpaceAction.PROPOSAL_DECLINED,
}

ROWS = Proposal.objects.select_related("member", "country", "city__country")


def propose(
    member: User, country: Country, city_name: str, city: City | None, facts: dict[str, Any], how: str
) -> tuple[Proposal, bool]:
    """Propose a space, once. Returns (the proposal, whether it is new)."""
    name = facts["name"]
    return Proposal.objects.get_or_create(
        member=member,
        normalized_name=normalize_name(name)[:200],
        country=country,
        normalized_city=normalize_name(city.name if city else city_name)[:200],
        defaults={
            "name": name,
            "city_name": city_name,
            "city": city,
            "facts": facts,
            "how": how,
            "language": get_language() or "",
        },
    )


def description_of(proposal: Proposal) -> PlaceDescription:
    """The description in a proposal, for comparison with existing spaces."""
    return PlaceDescription(proposal.facts, proposal.country_id, proposal.city)


@transaction.atomic
def approve(actor: User, proposal: Proposal, reason: str = "") -> Space:
    """Create the space. Its source is the member, on the day of the proposal."""
    proposal = _lock_waiting(proposal, actor)
    source, record = _source(proposal), _record(proposal)
    city = proposal.city or city_lookup.find_or_create_city(
        proposal.country, proposal.city_name, description_of(proposal).position
    )
    try:
        space = create_space(source, record, city)
    except IntegrityError:
        raise NotPossible(_("A space of this name was made at this moment: try again.")) from None
    _decide(actor, proposal, ProposalState.APPROVED, space, reason, {"made": snapshot(space)})
    place_after_commit(space)
    return space


@transaction.atomic
def merge(actor: User, proposal: Proposal, space: Space, reason: str = "") -> Space:
    """Merge a proposal into a space: add its statement, and fill the empty columns from it."""
    proposal = _lock_waiting(proposal, actor)
    space = lock(Space.objects.select_related("city__country"), space.pk)
    if space.merged_into_id:
        raise NotPossible(_("This space is merged into another one."))
    source, record = _source(proposal), _record(proposal)
    with recorded_changes(space) as changed:
        _merge_facts(space, record, source)
    refresh([space])
    _decide(actor, proposal, ProposalState.MERGED, space, reason, {"changed": changed})
    place_after_commit(space)
    return space


def _merge_facts(space: Space, record: SpaceRecord, source: Source) -> None:
    confirmed = facts.confirmed_facts([space.pk]).get(space.pk, set())
    facts.create_suggested_edits(space, record.facts, confirmed, source, record.as_of)
    Statement.objects.create(
        space=space,
        source=source,
        ref=record.ref,
        facts=record.facts,
        as_of=record.as_of,
        as_of_basis=record.basis,
    )
    fill_missing(space, record.facts)
    space.save()
    _merge_rows(space, record, source, confirmed)


def _merge_rows(space: Space, record: SpaceRecord, source: Source, confirmed: set[str]) -> None:
    """Add the amenities and prices that the space lacks, unless a manager confirmed them."""
    if fact_names.AMENITIES not in confirmed:
        add_amenities(space, record.facts.get("amenities", {}))
    if fact_names.PRICES in confirmed:
        return
    known = set(space.plans.filter(is_current=True).values_list("what", "unit"))
    for fields in plan_fields(record.facts.get("prices", ())):
        if (fields["what"], fields["unit"]) not in known:
            Plan.objects.create(
                space=space, source=source, as_of=record.as_of, as_of_basis=record.basis, **fields
            )


@transaction.atomic
def decline(actor: User, proposal: Proposal, reason: str) -> None:
    """Decline a proposal."""
    _decide(actor, _lock_waiting(proposal, actor), ProposalState.DECLINED, None, reason)


@space_log.undoes(SpaceAction.PROPOSAL_APPROVED, SpaceAction.PROPOSAL_MERGED, SpaceAction.PROPOSAL_DECLINED)
def _reopen(entry: SpaceLogEntry, reason: str) -> None:
    """Let the proposal wait again: delete the space that it created, or revert what it added to one."""
    proposal = lock(ROWS, entry.before["proposal"])
    if proposal.state == ProposalState.WAITING:
        raise NotPossible(_("It waits already."))
    if entry.space_id:
        space = lock(Space.objects.select_related("city__country"), entry.space_id)
        if "made" in entry.before:
            delete_created_space(space, entry.before["made"], proposal)
        else:
            revert_changes(space, entry.before["changed"])
            refresh([space])
    _set_state(proposal, ProposalState.WAITING, None, "", None)
    _notify(proposal, reason)


def outcome(proposal: Proposal) -> Outcome | None:
    """What was decided on a proposal; None while it waits."""
    if proposal.state == ProposalState.WAITING:
        return None
    return Outcome(proposal.get_state_display(), proposal.decided_by, proposal.decided_at)


def _lock_waiting(proposal: Proposal, reader: User) -> Proposal:
    return lock_waiting(ROWS, proposal.pk, outcome, reader)


def _source(proposal: Proposal) -> Source:
    if proposal.member is None:
        raise NotPossible(_("Its member has left: it can only be declined."))
    return member_source(proposal.member)


def _record(proposal: Proposal) -> SpaceRecord:
    as_of = timezone.localdate(proposal.created_at).isoformat()
    return SpaceRecord(f"proposal:{proposal.pk}", proposal.facts, as_of=as_of, basis=Basis.REPORTED)


def _decide(
    actor: User,
    proposal: Proposal,
    state: str,
    space: Space | None,
    reason: str,
    undo_data: dict[str, Changes] | None = None,
) -> None:
    _set_state(proposal, state, space, reason, actor)
    before = {"proposal": proposal.pk} | (undo_data or {})
    log_action(actor, ACTIONS[ProposalState(state)], space, reason, about=str(proposal), before=before)
    _notify(proposal, reason)


def _set_state(proposal: Proposal, state: str, space: Space | None, reason: str, actor: User | None) -> None:
    proposal.state, proposal.space, proposal.reason = state, space, reason
    proposal.decided_by, proposal.decided_at = actor, timezone.now() if actor else None
    proposal.save(update_fields=["state", "space", "reason", "decided_by", "decided_at"])


def _notify(proposal: Proposal, reason: str) -> None:
    """Notify the member of the decision."""

    def write() -> tuple[str, str]:
        subject = _("About %(space)s, which you suggested") % {"space": proposal.name}
        context = {"proposal": proposal, "reason": reason, "site_name": site_name()}
        return subject, render_to_string("spaces/contributions/mail/proposal_decided.txt", context)

    notify(proposal.member, proposal.language, write)
