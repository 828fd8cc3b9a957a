"""Recommendations in the staff's admin, to read only."""

from django.contrib import admin

from coworking.staff.admin import ReadOnlyAdmin
from reviews.recommendations.models import Recommendation
from spaces.search.admin_search import filter_by_space


@admin.register(Recommendation)
class RecommendationAdmin(ReadOnlyAdmin):
    list_display = ("space", "member", "recommends", "updated_at")
    list_select_related = ("space", "member")
    search_fields = ("space",)

    def get_search_results(self, request, queryset, search_term):
        return filter_by_space(queryset, search_term, "space") if search_term else queryset, False
