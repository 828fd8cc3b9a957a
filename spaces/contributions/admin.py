"""Proposals and suggested edits in the staff's admin, to read only; they are decided in the queues."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coworking.i18n.normalize import normalize_name
from coworking.staff.admin import ReadOnlyAdmin, shortened
from spaces.contributions.models import Proposal
from spaces.managers.models import SuggestedEdit
from spaces.search.admin_search import filter_by_space


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ("name", "city_name", "country", "member", "state", "created_at", "decided_by")
    list_filter = ("state",)
    list_select_related = ("country", "member", "decided_by")
    search_fields = ("name",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        name = normalize_name(search_term)[:200]
        return queryset.filter(normalized_name__prefix=name) if name else queryset, False


@admin.register(SuggestedEdit)
class SuggestedEditAdmin(ReadOnlyAdmin):
    list_display = ("space", "fact", shortened("value", _("value")), "source", "as_of", "state", "decided_by")
    list_filter = ("state",)
    list_select_related = ("space", "source", "decided_by")
    search_fields = ("space",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return filter_by_space(queryset, search_term, "space") if search_term else queryset, False
