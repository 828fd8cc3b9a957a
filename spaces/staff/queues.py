"""What waits for a moderator in this room."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coworking.staff.queues import Queue
from spaces.contributions.models import Proposal, ProposalState
from spaces.duplicates.models import LikelyDuplicate
from spaces.managers.models import Claim, ClaimState, SuggestedEdit


def all_queues() -> list[Queue]:
    """Claims, what members suggest and report, and pairs of spaces that may be one."""
    return [
        Queue(
            key="claims",
            label=_("Claims"),
            permission="spaces.change_claim",
            url=lambda: f"{reverse('admin:spaces_claim_changelist')}?state__exact={ClaimState.WAITING}",
            count=Claim.objects.filter(state=ClaimState.WAITING).count,
        ),
        Queue(
            key="proposals",
            label=_("Suggested spaces"),
            permission="spaces.change_proposal",
            url=lambda: reverse("proposals"),
            count=Proposal.objects.filter(state=ProposalState.WAITING).count,
        ),
        Queue(
            key="reports",
            label=_("Reported changes"),
            permission="spaces.change_suggestededit",
            url=lambda: reverse("reports"),
            count=SuggestedEdit.objects.for_moderators().count,
        ),
        Queue(
            key="duplicates",
            label=_("Likely duplicates"),
            permission="spaces.change_likelyduplicate",
            url=lambda: reverse("duplicates"),
            count=LikelyDuplicate.objects.waiting().count,
        ),
    ]
