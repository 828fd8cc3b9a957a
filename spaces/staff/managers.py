"""Claims and managers' roles in the staff's admin."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coworking.accounts.requests import MemberRequest
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
        for claim in self._waiting(request, queryset):
            claims.approve(claim, request.user, self._reason(request))

    @admin.action(description=_("Decline the waiting ones"), permissions=["change"])
    def decline(self, request: MemberRequest, queryset: QuerySet[Any]) -> None:
        for claim in self._waiting(request, queryset):
            claims.decline(claim, request.user, self._reason(request))

    def _waiting(self, request: MemberRequest, queryset: QuerySet[Any]) -> list[Claim]:
        """The chosen claims that wait; shows a message with their number."""
        found = list(queryset.filter(state=ClaimState.WAITING).select_related("space", "member"))
        done = ngettext(
            "%(count)s claim decided. The member is told.",
            "%(count)s claims decided. The members are told.",
            len(found),
        )
        if found:
            self.message_user(request, done % {"count": intcomma(len(found))}, messages.SUCCESS)
        else:
            self.message_user(request, _("None of these waits any more."), messages.WARNING)
        return found

    @admin.action(description=_("Take the decision back"), permissions=["change"])
    def take_back(self, request: MemberRequest, queryset: QuerySet[Any]) -> None:
        reason = request.POST.get("reason", "").strip()[:500]
        if not reason:
            self.message_user(request, _("Say why: the reason stands in the log."), messages.ERROR)
            return
        for claim in queryset.exclude(state=ClaimState.WAITING).select_related("space", "member"):
            self._take_back(request, claim, reason)

    def _take_back(self, request: MemberRequest, claim: Claim, reason: str) -> None:
        entry = claims.decision_entry(claim)
        try:
            if entry is None:
                raise NotPossible(_("This act cannot be taken back here."))
            space_log.undo(request.user, entry, reason)
        except NotPossible as error:
            self.message_user(request, f"{claim}: {error}", messages.ERROR)
        else:
            self.message_user(request, f"{claim}: {_('Taken back.')}", messages.SUCCESS)

    @staticmethod
    def _reason(request: MemberRequest) -> str:
        return request.POST.get("reason", "").strip()[:500] or str(_("A moderator looked at it."))


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
