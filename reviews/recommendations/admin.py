"""Recommendations in the staff's admin, to read only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from coworking.staff.admin import ReadOnlyAdmin
from reviews.recommendations.models import Recommendation
from spaces.search.admin_search import filter_by_space


@admin.register(Recommendation)
class RecommendationAdmin(ReadOnlyAdmin):
    list_display = ("space", "member", "recommends", "updated_at")
    list_select_related = ("space", "member")
    search_fields = ("space",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return filter_by_space(queryset, search_term, "space") if search_term else queryset, False
