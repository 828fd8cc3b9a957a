"""Likely duplicates in the staff's admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coworking.accounts.requests import MemberRequest
from coworking.audit.decisions import decide_each
from coworking.staff.admin import StaffAdmin
from spaces.duplicates import merging
from spaces.duplicates.models import LikelyDuplicate
from spaces.search.admin_search import filter_by_space


@admin.register(LikelyDuplicate)
class LikelyDuplicateAdmin(StaffAdmin):
    """All pairs, the dismissed ones too; decisions are made in the queue."""

    list_display = ("first", "second", "score", "reason", "is_dismissed", "created_at")
    list_filter = ("is_dismissed",)
    list_select_related = ("first", "second")
    search_fields = ("first",)
    autocomplete_fields = ("first", "second")
    exclude = ("reasons",)
    actions = ("dismiss",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return filter_by_space(queryset, search_term, "first", "second") if search_term else queryset, False

    @admin.action(description=_("These are not the same"))
    def dismiss(self, request: MemberRequest, queryset: QuerySet[Any]) -> None:
        decide_each(request, queryset, lambda pair: merging.dismiss(request.user, pair))
