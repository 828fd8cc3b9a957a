"""Spaces in the managers' admin: their own, and nothing else."""

from typing import Any, NoReturn, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from coworking.accounts.models import User
from coworking.staff.admin import CheckedInput, ReadsTyped
from coworking.staff.concurrent_edits import ConcurrentEditForm, LockedChange
from spaces.directory.amenity_rows import amenities_of, change_amenities
from spaces.directory.forms import AmenityValuesField, KindFormMixin
from spaces.directory.models import Space
from spaces.geocoding.saving import place_after_commit
from spaces.geography.positions import PositionForm
from spaces.managers import facts
from spaces.managers.fact_names import AMENITIES
from spaces.managers.price_forms import PlanForm, PlanFormSet
from spaces.managers.site import site
from spaces.opening_hours.forms import HoursFormMixin
from spaces.pricing.models import Plan
from spaces.search_index.derived_columns import refresh


class ManagerPermissions:
    """All permissions: what a manager may see and change is limited by the queryset."""

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: object, object_id: str
    ) -> NoReturn:
        """Respond with 404. This private method of Django redirects to the index of the admin."""
        raise Http404

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


class PlanInline(ManagerPermissions, ReadsTyped, admin.StackedInline[Plan, Space]):
    model = Plan
    form = PlanForm
    formset = PlanFormSet  # type: ignore[assignment]  # its forms are PlanForms
    extra = 1
    verbose_name_plural = _("prices that hold now")
    fields = (
        ("what", "unit"),
        ("amount", "currency"),
        ("quantity", "days_included"),
        ("label", "tax_included"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(is_current=True)


class SpaceForm(KindFormMixin, HoursFormMixin, PositionForm, ConcurrentEditForm):
    amenities = AmenityValuesField(label=_("Amenities"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["amenities"] = amenities_of(self.instance)


@admin.register(Space, site=site)
class ManagedSpaceAdmin(ManagerPermissions, LockedChange, CheckedInput, admin.ModelAdmin[Space]):
    form = SpaceForm
    list_display = ("name", "city", "status", "confirmed_on")
    list_select_related = ("city",)
    search_fields = ("name",)
    show_full_result_count = False
    readonly_fields = ("page",)
    actions = None
    fieldsets = (
        (None, {"fields": ("page", "name", "kind", "description", "website", "phone", "email", "video_url")}),
        (_("When it is open"), {"fields": ("opening_hours",)}),
        (
            _("Where it is"),
            {"fields": ("street", "postcode", "neighbourhood", "floor", "latitude", "longitude")},
        ),
        (
            _("What it has"),
            {
                "fields": (
                    "amenities",
                    "desks",
                    "people",
                    "rooms",
                    "area_m2",
                    "wifi_mbps",
                    "operator",
                    "network",
                )
            },
        ),
        (_("Life story"), {"fields": ("status", "opened", "closed")}),
    )
    inlines = (PlanInline,)
    object_history_template = "manage/object_history.html"

    @admin.display(description=_("pages"))
    def page(self, space: Space) -> str:
        links = (
            (reverse("manager_dashboard", args=[space.slug]), _("confirm and see what waits")),
            (reverse("manager_hours", args=[space.slug]), _("hours, several days at once")),
            (reverse("manager_photos", args=[space.slug]), _("photos")),
        )
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    def view_on_site(self, space: Space) -> str:
        """The URL itself: Django's redirecting view would reveal which objects exist."""
        return space.get_absolute_url()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return (
            Space.objects.managed_by(cast(User, request.user))
            .select_related("city__country")
            .order_by("name", "pk")
        )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> NoReturn:
        raise Http404

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> NoReturn:
        raise Http404

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Record a former name."""
        if "name" in form.changed_data:
            new, obj.name = obj.name, form.initial["name"]
            facts.rename(obj, new)
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if not isinstance(formset, PlanFormSet):
            super().save_formset(request, form, formset, change)
            return
        formset.save_as_manager()
        if formset.conflicting_removals():
            text = _("A price that you removed had been changed by somebody else; their price stays.")
            self.message_user(request, text, messages.WARNING)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        names = facts.confirmable_names(form.changed_data)
        if AMENITIES in form.changed_data:
            texts, before = form.cleaned_data[AMENITIES], amenities_of(form.instance)
            change_amenities(form.instance, dict.fromkeys(before, "") | texts)
        facts.confirm(form.instance, names, cast(User, request.user))
        refresh([form.instance])
        place_after_commit(form.instance)
