from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from coworking.staff.admin import ReadOnlyAdmin
from spaces.pricing.models import Rate


@admin.register(Rate)
class RateAdmin(ReadOnlyAdmin):
    """Read-only: `update_rates` writes the rates."""

    list_display = ("date", "currency", "per_euro", "source")
    list_select_related = ("source",)
    ordering = ("-date", "currency")
    search_fields = ("currency__prefix",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Rate], search_term: str
    ) -> tuple[QuerySet[Rate], bool]:
        """Find currencies in either case."""
        return super().get_search_results(request, queryset, search_term.upper())
