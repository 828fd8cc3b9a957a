"""Spaces in the staff's admin, with the rows that belong to them."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coworking.accounts.models import User
from coworking.accounts.requests import MemberRequest
from coworking.fields.errors import NotUnderstood
from coworking.fields.typed_dates import read_date
from coworking.staff.admin import KeySelects, ReasonForm, StaffAdmin
from coworking.staff.concurrent_edits import ConcurrentEditForm, LockedChange
from coworking.staff.resources import TableExport
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.forms import KindFormMixin
from spaces.directory.models import Space, SpaceAmenity, SpaceName, SpaceSlug
from spaces.directory.vocabulary import vocabulary
from spaces.geocoding.saving import place_after_commit
from spaces.geography.positions import PositionForm
from spaces.history import derived_status
from spaces.history.models import HistoryEvent
from spaces.managers import facts
from spaces.opening_hours.forms import HoursFormMixin
from spaces.photos.admin import PhotoInline, PhotosAdmin
from spaces.provenance.models import Statement
from spaces.search.admin_search import filter_by_text
from spaces.search_index.derived_columns import refresh
from spaces.staff import bulk_actions
from spaces.staff.import_page import import_spaces
from spaces.staff.plans import PlanInline
from spaces.staff.resources import SpaceResource


class SpaceForm(KindFormMixin, HoursFormMixin, PositionForm, ConcurrentEditForm):
    """The facts of a space, of which the opening hours are read as people type them."""


class ActionForm(ReasonForm):
    """Why; and since when, for those that have closed."""

    when = forms.CharField(
        label=_("Closed on:"),
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("if you know: 2026-03"), "size": 18}),
    )


class KindListFilter(admin.SimpleListFilter):
    """The kinds of the vocabulary."""

    title = _("kind")
    parameter_name = "kind__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(entry.key, entry.label) for entry in vocabulary().kinds.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class AmenityInline(admin.TabularInline[SpaceAmenity, Space]):
    model = SpaceAmenity
    extra = 1
    fields = ("amenity", "value", "detail")


class NameInline(admin.TabularInline[SpaceName, Space]):
    model = SpaceName
    extra = 0


class LifeEventInline(KeySelects, admin.StackedInline[HistoryEvent, Space]):
    model = HistoryEvent
    fk_name = "space"
    extra = 0
    autocomplete_fields = ("source", "other")


class StatementInline(admin.TabularInline[Statement, Space]):
    """Statements of sources, to read only: they are evidence."""

    model = Statement
    extra = 0
    can_delete = False
    fields = ("source", "as_of", "as_of_basis", "facts", "recorded_at", "replaced_at", "run")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("source", "run__source")


@admin.register(Space)
class SpaceAdmin(PhotosAdmin, TableExport, LockedChange, StaffAdmin):
    form = SpaceForm
    resource_classes = (SpaceResource,)
    change_list_template = "spaces/staff/space_list.html"
    list_display = ("called", "town", "kind_name", "status", "confirmed_on", "is_published", "is_sample")
    list_filter = ("status", KindListFilter, "is_published", "is_sample")
    sortable_by = ("called", "confirmed_on")
    action_form = ActionForm
    actions = ("publish", "unpublish", "mark_closed", "mark_open")
    search_fields = ("name",)
    search_help_text = _("Words of its name, its city, its street ...")
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

    def get_urls(self) -> list[URLPattern]:
        page = path("import/", self.admin_site.admin_view(import_spaces), name="spaces_space_import")
        return [page, *super().get_urls()]

    @admin.display(description=_("city"))
    def town(self, space: Space) -> str:
        return space.city.display_name

    @admin.display(description=_("kind"))
    def kind_name(self, space: Space) -> str:
        return space.get_kind_display()

    @admin.display(description=_("name"), ordering="normalized_name")
    def called(self, space: Space) -> str:
        return space.name

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch cities in a query of their own: with a join, SQLite sorts by name within each city."""
        return super().get_queryset(request).prefetch_related("city")

    def _apply(
        self,
        request: MemberRequest,
        queryset: QuerySet[Any],
        change: Callable[[User, QuerySet[Any], str], int],
        done: str | Promise,
    ) -> None:
        """Change all chosen spaces, for a reason."""
        reason = request.POST.get("reason", "").strip()
        if not reason:
            self.message_user(request, _("Say why: the reason stands in the log."), messages.ERROR)
            return
        count = change(request.user, queryset, reason)
        self.message_user(request, str(done) % {"count": intcomma(count)}, messages.SUCCESS)

    @admin.action(description=_("Show on the site"), permissions=["change"])
    def publish(self, request: MemberRequest, queryset: QuerySet[Any]) -> None:
        self._apply(request, queryset, bulk_actions.publish, _("Shown on the site: %(count)s."))

    @admin.action(description=_("Take off the site"), permissions=["change"])
    def unpublish(self, request: MemberRequest, queryset: QuerySet[Any]) -> None:
        self._apply(request, queryset, bulk_actions.unpublish, _("Taken off the site: %(count)s."))

    @admin.action(description=_("Mark as closed"), permissions=["change"])
    def mark_closed(self, request: MemberRequest, queryset: QuerySet[Any]) -> None:
        when = request.POST.get("when", "").strip()
        try:
            when = read_date(when) if when else ""
        except NotUnderstood as error:
            self.message_user(request, str(error), messages.ERROR)
            return
        change = partial(bulk_actions.mark_closed, when=when)
        self._apply(request, queryset, change, _("Marked as closed: %(count)s."))

    @admin.action(description=_("Mark as open"), permissions=["change"])
    def mark_open(self, request: MemberRequest, queryset: QuerySet[Any]) -> None:
        self._apply(request, queryset, bulk_actions.mark_open, _("Marked as open: %(count)s."))

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return filter_by_text(queryset, search_term) if search_term else queryset, False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Redirect a former slug to the space, and record a former name."""
        if change and "name" in form.changed_data:
            new, obj.name = obj.name, form.initial["name"]
            facts.rename(obj, new)
        old_slug = Space.objects.filter(pk=obj.pk).values_list("slug", flat=True).first()
        super().save_model(request, obj, form, change)
        SpaceSlug.objects.filter(slug=obj.slug).delete()
        if old_slug and old_slug != obj.slug:
            SpaceSlug.objects.get_or_create(slug=old_slug, defaults={"space": obj})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if any(formset.model is HistoryEvent and formset.has_changed() for formset in formsets):
            derived_status.update_from_history(form.instance, cast(User, request.user))
        refresh([form.instance])
        refresh_city_counts({form.instance.city_id, form.initial.get("city")} - {None})
        place_after_commit(form.instance)
