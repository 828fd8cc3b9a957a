"""What members report of spaces, and what data sets say of spaces that nobody manages any more."""

from collections.abc import Iterable

from django.db.models import Prefetch
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coworking.http import MemberRequest
from spaces import managing, suggestions
from spaces.admin import judging
from spaces.models import Plan, SpaceAction, Suggestion

PERMISSION = "spaces.change_suggestion"
ACTIONS = (SpaceAction.SUGGESTION_ACCEPTED, SpaceAction.SUGGESTION_DECLINED)


@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """What waits, with what stands beside it."""
    judging.need(request, PERMISSION)
    plans = Prefetch("space__plans", Plan.objects.filter(is_current=True))
    rows = Suggestion.objects.for_moderators().select_related("space__city__country", "source", "member")
    rows = rows.prefetch_related("space__amenities", "space__roles", plans)
    context = {"title": _("Reported changes"), "items_of": in_words, "act_url": reverse("reports_act")}
    return judging.show(request, "spaces/admin/reports.html", rows, ACTIONS, context)


def in_words(rows: Iterable[Suggestion]) -> list[Suggestion]:
    """The rows, with what they say and what stands."""
    rows = list(rows)
    for one in rows:
        one.label, one.theirs = managing.label(one.fact), managing.suggested(one)
        one.ours = managing.shown(one.space, one.fact)
    return rows


@require_POST
def act(request: MemberRequest) -> HttpResponse:
    """Take over, decline, or take back."""
    answers = {"accept": _accept, "decline": _decline, "undo": judging.taking_back(ACTIONS)}
    return judging.carry_out(request, PERMISSION, answers, reverse("reports"))


def _accept(request: MemberRequest, reason: str) -> str:
    suggestions.accept(judging.target(request, Suggestion), request.user, reason)
    return _("Taken over.")


def _decline(request: MemberRequest, reason: str) -> str:
    suggestions.decline(judging.target(request, Suggestion), request.user, reason)
    return _("Declined. It does not come back.")
