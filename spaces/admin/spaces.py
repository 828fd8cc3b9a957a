from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from spaces import claims, managing, story
from spaces.derive import refresh
from spaces.models import (
    City,
    Claim,
    ClaimState,
    LifeEvent,
    LikelyDuplicate,
    Photo,
    Plan,
    Role,
    Space,
    SpaceAct,
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
    fk_name = "space"
    extra = 0
    autocomplete_fields = ("source", "other")


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
        """An address that is given up keeps leading here, a former name is remembered."""
        if change and "name" in form.changed_data:
            new, obj.name = obj.name, form.initial["name"]
            managing.rename(obj, new)
        old = Space.objects.filter(pk=obj.pk).values_list("slug", "city_id").first()
        super().save_model(request, obj, form, change)
        SpaceSlug.objects.filter(slug=obj.slug).delete()
        if old and old[0] != obj.slug:
            SpaceSlug.objects.get_or_create(slug=old[0], defaults={"space": obj})
        if old and old[1] != obj.city_id:
            City.objects.filter(pk=old[1]).refresh_counts()

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        if any(formset.model is LifeEvent and formset.has_changed() for formset in formsets):
            story.follow(form.instance, request.user)
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


@admin.register(Claim)
class ClaimAdmin(admin.ModelAdmin):
    """Who asks to manage a space. Decided by two actions; the member is told."""

    list_display = ("space", "member", "state", "email", "evidence", "created_at", "decided_by")
    list_filter = ("state",)
    list_select_related = ("space", "member", "decided_by")
    show_full_result_count = False
    actions = ("approve", "decline")
    fields = readonly_fields = (
        "space", "member", "email", "evidence", "state", "reason", "created_at", "decided_at", "decided_by",
    )  # fmt: skip

    def has_add_permission(self, request) -> bool:
        return False

    @admin.action(description=_("Approve the waiting ones"), permissions=["change"])
    def approve(self, request, queryset) -> None:
        for claim in queryset.filter(state=ClaimState.WAITING).select_related("space", "member"):
            claims.approve(claim, request.user, str(_("A moderator looked at it.")))

    @admin.action(description=_("Decline the waiting ones"), permissions=["change"])
    def decline(self, request, queryset) -> None:
        for claim in queryset.filter(state=ClaimState.WAITING).select_related("space", "member"):
            claims.decline(claim, request.user, str(_("A moderator looked at it.")))


@admin.register(Role)
class RoleAdmin(admin.ModelAdmin):
    list_display = ("space", "member", "level", "granted_at")
    list_filter = ("level",)
    list_select_related = ("space", "member")
    autocomplete_fields = ("space", "member")
    show_full_result_count = False


@admin.register(SpaceAct)
class SpaceActAdmin(admin.ModelAdmin):
    """The log: read, never written by hand."""

    list_display = ("created_at", "actor", "action", "about", "reason")
    list_filter = ("action",)
    list_select_related = ("actor",)
    search_fields = ("about", "reason")
    show_full_result_count = False

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
