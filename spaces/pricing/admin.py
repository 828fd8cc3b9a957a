from django.contrib import admin

from coworking.staff.admin import ReadOnlyAdmin
from spaces.pricing.models import Rate


@admin.register(Rate)
class RateAdmin(ReadOnlyAdmin):
    """To look at: update_rates writes them."""

    list_display = ("date", "currency", "per_euro", "source")
    list_select_related = ("source",)
    ordering = ("-date", "currency")
    search_fields = ("currency__prefix",)

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, search_term.upper())
