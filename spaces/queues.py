"""What waits for a moderator in this room."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coworking.queues import Queue
from spaces.models import Claim, ClaimState, LikelyDuplicate


def all_queues() -> list[Queue]:
    """Claims to decide, and pairs of spaces that may be one."""
    return [
        Queue(
            key="claims",
            label=_("Claims"),
            permission="spaces.change_claim",
            url=lambda: f"{reverse('admin:spaces_claim_changelist')}?state__exact={ClaimState.WAITING}",
            count=Claim.objects.filter(state=ClaimState.WAITING).count,
        ),
        Queue(
            key="duplicates",
            label=_("Likely duplicates"),
            permission="spaces.change_likelyduplicate",
            url=lambda: f"{reverse('admin:spaces_likelyduplicate_changelist')}?is_dismissed__exact=0",
            count=LikelyDuplicate.objects.filter(is_dismissed=False).count,
        ),
    ]
