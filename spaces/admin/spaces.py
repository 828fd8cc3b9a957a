from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from spaces.derive import refresh
from spaces.models import (
    City,
    LifeEvent,
    LikelyDuplicate,
    Photo,
    Plan,
    Space,
    SpaceAmenity,
    SpaceName,
    SpaceSlug,
    Statement,
)


class AmenityInline(admin.TabularInline):
    model = SpaceAmenity
    extra = 1


class PlanInline(admin.StackedInline):
    model = Plan
    extra = 0
    autocomplete_fields = ("source",)


class NameInline(admin.TabularInline):
    model = SpaceName
    extra = 0


class LifeEventInline(admin.StackedInline):
    model = LifeEvent
    extra = 0
    autocomplete_fields = ("source",)


class PhotoInline(admin.TabularInline):
    model = Photo
    extra = 0


class StatementInline(admin.TabularInline):
    """What sources said: evidence, so it is only read."""

    model = Statement
    extra = 0
    can_delete = False
    fields = readonly_fields = ("source", "as_of", "as_of_basis", "facts", "recorded_at", "replaced_at")

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source")


@admin.register(Space)
class SpaceAdmin(admin.ModelAdmin):
    list_display = ("name", "city", "kind", "status", "confirmed_on", "is_published", "is_sample")
    list_filter = ("status", "kind", "is_published", "is_sample")
    list_select_related = ("city",)
    search_fields = ("name", "slug", "city__name")
    show_full_result_count = False
    autocomplete_fields = ("city", "successor")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (
        AmenityInline,
        PlanInline,
        NameInline,
        LifeEventInline,
        PhotoInline,
        StatementInline,
    )

    def save_model(self, request, obj, form, change) -> None:
        """An address that is given up keeps leading here."""
        old = Space.objects.filter(pk=obj.pk).values_list("slug", "city_id").first()
        super().save_model(request, obj, form, change)
        SpaceSlug.objects.filter(slug=obj.slug).delete()
        if old and old[0] != obj.slug:
            SpaceSlug.objects.get_or_create(slug=old[0], defaults={"space": obj})
        if old and old[1] != obj.city_id:
            City.objects.filter(pk=old[1]).refresh_counts()

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        refresh([form.instance])
        City.objects.filter(pk=form.instance.city_id).refresh_counts()


@admin.register(LikelyDuplicate)
class LikelyDuplicateAdmin(admin.ModelAdmin):
    list_display = ("first", "second", "reason", "is_dismissed", "created_at")
    list_filter = ("is_dismissed",)
    list_select_related = ("first", "second")
    autocomplete_fields = ("first", "second")
    actions = ("dismiss",)

    @admin.action(description=_("These are not the same"))
    def dismiss(self, request, queryset) -> None:
        queryset.update(is_dismissed=True)
