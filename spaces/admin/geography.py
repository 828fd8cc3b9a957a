from django.contrib import admin

from spaces.models import City, CityName, Country, Rate, Source


class CityNameInline(admin.TabularInline):
    model = CityName
    extra = 0
    show_change_link = False


@admin.register(City)
class CityAdmin(admin.ModelAdmin):
    list_display = ("name", "country", "space_count", "population", "timezone")
    list_select_related = ("country",)
    search_fields = ("name", "slug")
    show_full_result_count = False
    autocomplete_fields = ("country",)
    inlines = (CityNameInline,)


@admin.register(Country)
class CountryAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "currency")
    search_fields = ("code",)


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ("name", "licence", "url")
    search_fields = ("name", "key", "url")
    show_full_result_count = False


@admin.register(Rate)
class RateAdmin(admin.ModelAdmin):
    """To look at: update_rates writes them."""

    list_display = ("date", "currency", "per_euro", "source")
    list_filter = ("currency",)
    list_select_related = ("source",)
    ordering = ("-date", "currency")
    show_full_result_count = False

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
