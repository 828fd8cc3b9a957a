"""The moderators' queue of suggested edits: members' reports, and imports where nobody manages the space."""

from collections.abc import Iterable

from django.db.models import Prefetch
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from coworking.accounts.requests import MemberRequest
from coworking.audit import decisions
from coworking.staff.queues import Queue
from spaces.audit.log import space_log
from spaces.audit.models import SpaceAction
from spaces.contributions import suggested_edits
from spaces.managers import describe
from spaces.managers.models import SuggestedEdit
from spaces.pricing.models import Plan

PERMISSION = "spaces.change_suggestededit"
QUEUE = Queue(
    key="reports",
    label=gettext_lazy("Reported changes"),
    permission=PERMISSION,
    url=lambda: reverse("reports"),
    count=lambda: SuggestedEdit.objects.for_moderators().count(),
)
ACTIONS = (SpaceAction.SUGGESTION_ACCEPTED, SpaceAction.SUGGESTION_DECLINED)


@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """List the suggested edits that wait, with the current values."""
    decisions.require_permission(request, PERMISSION)
    plans = Prefetch("space__plans", Plan.objects.filter(is_current=True))
    rows = SuggestedEdit.objects.for_moderators().select_related("space__city__country", "source", "member")
    rows = rows.prefetch_related("space__amenity_rows", "space__roles", "visitor_answers", plans)
    context = {"title": _("Reported changes"), "action_url": reverse("reports_decide")}
    return decisions.render_queue(
        request,
        "spaces/contributions/report_queue.html",
        rows,
        context,
        log=space_log,
        actions=ACTIONS,
        prepare=in_words,
    )


def in_words(rows: Iterable[SuggestedEdit]) -> list[SuggestedEdit]:
    """Set `label`, `theirs` and `ours` of each suggested edit, in words."""
    rows = list(rows)
    for one in rows:
        one.label, one.theirs = describe.fact_label(one.fact), describe.describe_suggestion(one)
        one.ours = describe.describe_current(one.space, one.fact)
    return rows


@require_POST
def decide(request: MemberRequest) -> HttpResponse:
    """Accept, decline, or undo."""
    choices = {"accept": _accept, "decline": _decline, "undo": decisions.undo_decision(space_log, ACTIONS)}
    return decisions.carry_out(request, PERMISSION, choices, reverse("reports"))


def _accept(request: MemberRequest, reason: str) -> str:
    suggested_edits.accept(decisions.target(request, SuggestedEdit), request.user, reason)
    return _("Taken over.")


def _decline(request: MemberRequest, reason: str) -> str:
    suggested_edits.decline(decisions.target(request, SuggestedEdit), request.user, reason)
    return _("Declined. It does not come back.")
