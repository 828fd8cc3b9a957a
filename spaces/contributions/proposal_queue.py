"""The moderators' queue of proposals: create the space, merge it into an existing one, or decline."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from coworking.accounts.requests import MemberRequest
from coworking.audit import decisions
from coworking.audit.registry import NotPossible
from coworking.i18n.normalize import normalize_name
from coworking.staff.queues import Queue
from spaces.audit.log import space_log
from spaces.audit.models import SpaceAction
from spaces.contributions import proposals
from spaces.contributions.likely_duplicates import find_candidates_for
from spaces.contributions.models import Proposal, ProposalState
from spaces.directory.models import Space
from spaces.managers.describe import describe_value, fact_label

PERMISSION = "spaces.change_proposal"
QUEUE = Queue(
    key="proposals",
    label=gettext_lazy("Suggested spaces"),
    permission=PERMISSION,
    url=lambda: reverse("proposals"),
    count=lambda: Proposal.objects.filter(state=ProposalState.WAITING).count(),
)
ACTIONS = (SpaceAction.PROPOSAL_APPROVED, SpaceAction.PROPOSAL_MERGED, SpaceAction.PROPOSAL_DECLINED)
HIDDEN = {"name", "city", "country", "longitude"}


@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """List the proposals that wait, oldest first."""
    decisions.require_permission(request, PERMISSION)
    rows = Proposal.objects.filter(state=ProposalState.WAITING).order_by("created_at", "pk")
    rows = rows.select_related("member", "country", "city__country")
    context = {
        "title": _("Suggested spaces"),
        "action_url": reverse("proposals_decide"),
    }
    return decisions.render_queue(
        request,
        "spaces/contributions/proposal_queue.html",
        rows,
        context,
        log=space_log,
        actions=ACTIONS,
        prepare=with_candidates,
    )


def with_candidates(rows: Iterable[Proposal]) -> list[dict[str, Any]]:
    """[{proposal, description, facts, found}], in a number of queries that does not grow with the rows."""
    rows = list(rows)
    descriptions = [proposals.description_of(row) for row in rows]
    return [
        {"proposal": row, "description": description, "facts": facts_in_words(row), "found": found}
        for row, description, found in zip(rows, descriptions, find_candidates_for(descriptions), strict=True)
    ]


def facts_in_words(proposal: Proposal) -> list[tuple[str, str]]:
    """[(label, value)] of a proposal's facts, in words."""
    stated = {name: value for name, value in proposal.facts.items() if name not in HIDDEN}
    if "latitude" in stated:
        stated["position"] = [stated.pop("latitude"), proposal.facts["longitude"]]
    return [(fact_label(name), describe_value(name, value)) for name, value in stated.items()]


@require_POST
def decide(request: MemberRequest) -> HttpResponse:
    """Approve, merge, decline, or undo."""
    choices = {
        "approve": _approve,
        "merge": _merge,
        "decline": _decline,
        "undo": decisions.undo_decision(space_log, ACTIONS),
    }
    return decisions.carry_out(request, PERMISSION, choices, reverse("proposals"))


def _approve(request: MemberRequest, reason: str) -> str:
    space = proposals.approve(request.user, decisions.target(request, Proposal), reason)
    return _("%(space)s has a page now.") % {"space": space}


def _merge(request: MemberRequest, reason: str) -> str:
    proposal = decisions.target(request, Proposal)
    other = request.POST.get("other", "")
    space = _find_space(other or request.POST.get("space", ""))
    if space is None and other:
        raise NotPossible(_("There is no single space here called “%(name)s”.") % {"name": other[:80]})
    if space is None:
        raise NotPossible(_("Choose the space that it is, or write its name or address."))
    proposals.merge(request.user, proposal, space, reason)
    return _("It has joined %(space)s.") % {"space": space}


def _find_space(text: str) -> Space | None:
    """The only space with that URL, slug or name."""
    slug = next((part for part in reversed(text.strip().split("?")[0].split("/")) if part), "")
    found = Space.objects.filter(merged_into=None).filter(
        Q(slug=slug) | Q(normalized_name=normalize_name(text)[:200])
    )
    named = list(found.exclude(normalized_name="")[:2]) if slug else []
    return named[0] if len(named) == 1 else None


def _decline(request: MemberRequest, reason: str) -> str:
    if not reason:
        raise NotPossible(_("Say why: the member is told."))
    proposals.decline(request.user, decisions.target(request, Proposal), reason)
    return _("Declined. The member is told.")
