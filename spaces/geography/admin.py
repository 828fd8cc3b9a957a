from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coworking.i18n.normalize import normalize_name
from coworking.staff.admin import StaffAdmin
from coworking.staff.resources import GuardedResource, TableExport
from spaces.geography.models import City, CityName, Country


def filter_by_name(cities: QuerySet[City], beginning: str) -> QuerySet[City]:
    """Cities of which any name, in any language, begins like this."""
    names = CityName.objects.filter(normalized_name__prefix=normalize_name(beginning)[:200])
    return cities.filter(pk__in=names.values("city"))


class CityResource(GuardedResource):
    class Meta:
        model = City
        fields = ("country", "name", "slug", "latitude", "longitude", "timezone", "population", "geonameid")


class CityNameInline(admin.TabularInline[CityName, City]):
    model = CityName
    extra = 0
    show_change_link = False


@admin.register(City)
class CityAdmin(TableExport, StaffAdmin):
    resource_classes = (CityResource,)
    list_display = ("name", "country", "area_of", "space_count", "population", "timezone")
    list_select_related = ("country", "area_of")
    sortable_by = ("space_count",)
    search_fields = ("name",)
    search_help_text = _("The beginning of its name, in any language.")
    autocomplete_fields = ("country", "area_of")
    inlines = (CityNameInline,)

    def save_model(self, request: HttpRequest, obj: City, form: ModelForm[City], change: bool) -> None:
        """Keep an area that was chosen here: it is not computed again."""
        obj.area_is_set |= "area_of" in form.changed_data
        super().save_model(request, obj, form, change)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[City], search_term: str
    ) -> tuple[QuerySet[City], bool]:
        return filter_by_name(queryset, search_term) if search_term else queryset, False


@admin.register(Country)
class CountryAdmin(StaffAdmin):
    list_display = ("code", "name", "currency")
    search_fields = ("code__prefix",)
    sortable_by = ("code",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Country], search_term: str
    ) -> tuple[QuerySet[Country], bool]:
        """Find codes in either case."""
        return super().get_search_results(request, queryset, search_term.upper())
