"""Spaces that members suggest: make the page, join it to one that stands, or decline with a reason."""

from collections.abc import Iterable

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
    """What waits, the oldest first."""
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


def with_candidates(rows: Iterable[Proposal]) -> list[dict]:
    """[{proposal, told, facts, found}], in a number of queries that does not grow with the rows."""
    rows = list(rows)
    told = [proposals.description_of(row) for row in rows]
    return [
        {"proposal": row, "told": said, "facts": facts(row), "found": found}
        for row, said, found in zip(rows, told, find_candidates_for(told), strict=True)
    ]


def facts(proposal: Proposal) -> list[tuple[str, str]]:
    """What the member says, in words: (label, value)."""
    said = {name: value for name, value in proposal.facts.items() if name not in HIDDEN}
    if "latitude" in said:
        said["position"] = [said.pop("latitude"), proposal.facts["longitude"]]
    return [(fact_label(name), describe_value(name, value)) for name, value in said.items()]


@require_POST
def decide(request: MemberRequest) -> HttpResponse:
    """Approve, join, decline, or take back."""
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
    space = _named(other or request.POST.get("space", ""))
    if space is None and other:
        raise NotPossible(_("There is no single space here called “%(name)s”.") % {"name": other[:80]})
    if space is None:
        raise NotPossible(_("Choose the space that it is, or write its name or address."))
    proposals.merge(request.user, proposal, space, reason)
    return _("It has joined %(space)s.") % {"space": space}


def _named(words: str) -> Space | None:
    """The one space of that address, slug or name."""
    slug = next((part for part in reversed(words.strip().split("?")[0].split("/")) if part), "")
    found = Space.objects.filter(merged_into=None).filter(
        Q(slug=slug) | Q(normalized_name=normalize_name(words)[:200])
    )
    named = list(found.exclude(normalized_name="")[:2]) if slug else []
    return named[0] if len(named) == 1 else None


def _decline(request: MemberRequest, reason: str) -> str:
    if not reason:
        raise NotPossible(_("Say why: the member is told."))
    proposals.decline(request.user, decisions.target(request, Proposal), reason)
    return _("Declined. The member is told.")
