"""Claims and managers' roles in the staff's admin."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coworking.accounts.models import User
from coworking.accounts.requests import MemberRequest
from coworking.audit.decisions import decide_each
from coworking.audit.registry import NotPossible
from coworking.staff.admin import ReasonForm, StaffAdmin, shortened
from spaces.audit.log import space_log
from spaces.managers import claims
from spaces.managers.models import Claim, ClaimState, Role
from spaces.search.admin_search import filter_by_space

EVIDENCE = shortened("evidence", _("evidence"))


@admin.register(Claim)
class ClaimAdmin(StaffAdmin):
    """Claims, decided by two actions, for a reason; the member is notified."""

    action_form = ReasonForm

    list_display = ("space", "member", "state", "email", EVIDENCE, "created_at", "decided_by")
    list_filter = ("state",)
    list_select_related = ("space", "member", "decided_by")
    search_fields = ("space",)
    actions = ("approve", "decline", "take_back")
    fields = readonly_fields = (
        "space", "member", "email", "evidence", "state", "reason", "created_at", "decided_at", "decided_by",
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return filter_by_space(queryset, search_term, "space") if search_term else queryset, False

    @admin.action(description=_("Approve the waiting ones"), permissions=["change"])
    def approve(self, request: MemberRequest, queryset: QuerySet[Any]) -> None:
        self._decide(request, queryset, claims.approve)

    @admin.action(description=_("Decline the waiting ones"), permissions=["change"])
    def decline(self, request: MemberRequest, queryset: QuerySet[Any]) -> None:
        self._decide(request, queryset, claims.decline)

    def _decide(
        self,
        request: MemberRequest,
        queryset: QuerySet[Any],
        decide: Callable[[Claim, User, str], object],
    ) -> None:
        """Decide on each of the chosen claims; shows the number, and who has decided on the others."""
        reason = request.POST.get("reason", "").strip()[:500] or str(_("A moderator looked at it."))
        chosen = queryset.select_related("space", "member")
        count = decide_each(request, chosen, lambda claim: decide(claim, request.user, reason))
        done = ngettext(
            "%(count)s claim decided. The member is told.",
            "%(count)s claims decided. The members are told.",
            count,
        )
        if count:
            self.message_user(request, done % {"count": intcomma(count)}, messages.SUCCESS)

    @admin.action(description=_("Take the decision back"), permissions=["change"])
    def take_back(self, request: MemberRequest, queryset: QuerySet[Any]) -> None:
        reason = request.POST.get("reason", "").strip()[:500]
        if not reason:
            self.message_user(request, _("Say why: the reason stands in the log."), messages.ERROR)
            return
        chosen = queryset.exclude(state=ClaimState.WAITING).select_related("space", "member")
        count = decide_each(request, chosen, lambda claim: self._take_back(request, claim, reason))
        if count:
            self.message_user(request, _("Taken back."), messages.SUCCESS)

    @staticmethod
    def _take_back(request: MemberRequest, claim: Claim, reason: str) -> None:
        entry = claims.decision_entry(claim)
        if entry is None:
            raise NotPossible(_("This act cannot be taken back here."))
        space_log.undo(request.user, entry, reason)


@admin.register(Role)
class RoleAdmin(StaffAdmin):
    list_display = ("space", "member", "level", "granted_at")
    list_filter = ("level",)
    list_select_related = ("space", "member")
    search_fields = ("space",)
    autocomplete_fields = ("space", "member")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return filter_by_space(queryset, search_term, "space") if search_term else queryset, False
