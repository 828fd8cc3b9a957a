"""The audit log of spaces in the staff's admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from coworking.staff.admin import ReadOnlyAdmin
from spaces.audit.models import SpaceLogEntry
from spaces.search.admin_search import filter_by_space


@admin.register(SpaceLogEntry)
class SpaceLogEntryAdmin(ReadOnlyAdmin):
    """The audit log of spaces, to read only."""

    fields = ("actor", "action", "reason", "space", "about", "before", "undoes")
    list_display = ("created_at", "actor", "action", "about", "reason")
    list_filter = ("action",)
    list_select_related = ("actor",)
    search_fields = ("space",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return filter_by_space(queryset, search_term, "space") if search_term else queryset, False
