from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coworking.i18n.normalize import normalize_name
from coworking.staff.admin import StaffAdmin
from coworking.staff.resources import GuardedResource, TableExport
from spaces.geography.models import City, CityName, Country


def cities_named(queryset: QuerySet, words: str) -> QuerySet:
    """Cities of which any name, in any language, begins like this."""
    return queryset.filter(
        pk__in=CityName.objects.filter(folded__prefix=normalize_name(words)[:200]).values("city")
    )


class CityResource(GuardedResource):
    class Meta:
        model = City
        fields = ("country", "name", "slug", "latitude", "longitude", "timezone", "population", "geonameid")


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
    search_fields = ("code__prefix",)
    sortable_by = ("code",)

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, search_term.upper())
