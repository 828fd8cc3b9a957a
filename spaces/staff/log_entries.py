"""The audit log of spaces in the staff's admin."""

from django.contrib import admin

from coworking.staff.admin import ReadOnlyAdmin
from spaces.audit.models import SpaceLogEntry
from spaces.search.admin_search import filter_by_space


@admin.register(SpaceLogEntry)
class SpaceLogEntryAdmin(ReadOnlyAdmin):
    """The audit log of spaces, to read only."""

    list_display = ("created_at", "actor", "action", "about", "reason")
    list_filter = ("action",)
    list_select_related = ("actor",)
    search_fields = ("space",)

    def get_search_results(self, request, queryset, search_term):
        return filter_by_space(queryset, search_term, "space") if search_term else queryset, False
