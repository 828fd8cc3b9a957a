"""The moderators' queue of claims; they are decided in the list of the admin."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coworking.staff.queues import Queue
from spaces.managers.models import Claim, ClaimState

QUEUE = Queue(
    key="claims",
    label=_("Claims"),
    permission="spaces.change_claim",
    url=lambda: f"{reverse('admin:spaces_claim_changelist')}?state__exact={ClaimState.WAITING}",
    count=lambda: Claim.objects.filter(state=ClaimState.WAITING).count(),
)
