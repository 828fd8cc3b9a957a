from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coworking.staff import ReadOnlyAdmin, StaffAdmin
from spaces.admin.finding import cities_named
from spaces.admin.tables import CityResource, SourceResource, TableExport, TableImport
from spaces.models import City, CityName, Country, Rate, Source


class CityNameInline(admin.TabularInline):
    model = CityName
    extra = 0
    show_change_link = False


@admin.register(City)
class CityAdmin(TableExport, StaffAdmin):
    resource_classes = (CityResource,)
    list_display = ("name", "country", "space_count", "population", "timezone")
    list_select_related = ("country",)
    sortable_by = ("space_count",)
    search_fields = ("name",)
    search_help_text = _("The beginning of its name, in any language.")
    autocomplete_fields = ("country",)
    inlines = (CityNameInline,)

    def get_search_results(self, request, queryset, search_term):
        return cities_named(queryset, search_term) if search_term else queryset, False


@admin.register(Country)
class CountryAdmin(StaffAdmin):
    list_display = ("code", "name", "currency")
    search_fields = ("code__begins",)
    sortable_by = ("code",)

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, search_term.upper())


@admin.register(Source)
class SourceAdmin(TableImport, StaffAdmin):
    resource_classes = (SourceResource,)
    list_display = ("name", "licence", "url")
    search_fields = ("name", "key")
    search_help_text = _("The beginning of its name or of its address.")
    sortable_by = ("name",)

    def get_search_results(self, request, queryset, search_term):
        """Names as they are typed, or with a capital letter; addresses with or without their beginning."""
        if not search_term:
            return queryset, False
        found = Q()
        for name in {search_term, search_term[:1].upper() + search_term[1:]}:
            found |= Q(name__begins=name)
        for scheme in ("", "https://", "https://www."):
            found |= Q(key__begins=f"{scheme}{search_term.lower()}")
        return queryset.filter(found), False


@admin.register(Rate)
class RateAdmin(ReadOnlyAdmin):
    """To look at: update_rates writes them."""

    list_display = ("date", "currency", "per_euro", "source")
    list_select_related = ("source",)
    ordering = ("-date", "currency")
    search_fields = ("currency__begins",)

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, search_term.upper())
