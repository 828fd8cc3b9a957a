"""What members told, all of it: read here, decided in the queues."""

from django.contrib import admin

from spaces.models import Proposal, Suggestion


class ReadOnly(admin.ModelAdmin):
    show_full_result_count = False

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Proposal)
class ProposalAdmin(ReadOnly):
    list_display = ("name", "city_said", "country", "member", "state", "created_at", "decided_by")
    list_filter = ("state",)
    list_select_related = ("country", "member", "decided_by")
    search_fields = ("name_folded", "city_folded")


@admin.register(Suggestion)
class SuggestionAdmin(ReadOnly):
    list_display = ("space", "fact", "value", "source", "as_of", "state", "decided_by")
    list_filter = ("state", "fact")
    list_select_related = ("space", "source", "decided_by")
    search_fields = ("space__name",)
