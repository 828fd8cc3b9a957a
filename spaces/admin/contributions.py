"""What members told, all of it: read here, decided in the queues."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from coworking.folding import fold
from coworking.staff import ReadOnlyAdmin, shortened
from spaces.admin.finding import of_spaces
from spaces.models import Proposal, Suggestion


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ("name", "city_said", "country", "member", "state", "created_at", "decided_by")
    list_filter = ("state",)
    list_select_related = ("country", "member", "decided_by")
    search_fields = ("name",)

    def get_search_results(self, request, queryset, search_term):
        name = fold(search_term)[:200]
        return queryset.filter(name_folded__begins=name) if name else queryset, False


@admin.register(Suggestion)
class SuggestionAdmin(ReadOnlyAdmin):
    list_display = ("space", "fact", shortened("value", _("value")), "source", "as_of", "state", "decided_by")
    list_filter = ("state",)
    list_select_related = ("space", "source", "decided_by")
    search_fields = ("space",)

    def get_search_results(self, request, queryset, search_term):
        return of_spaces(queryset, search_term, "space") if search_term else queryset, False
