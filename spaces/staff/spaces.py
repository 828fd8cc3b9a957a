"""Spaces in the staff's admin, with the rows that belong to them."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coworking.fields.partial_dates import is_partial_date
from coworking.staff.admin import ReasonForm, StaffAdmin
from coworking.staff.resources import TableExport
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space, SpaceAmenity, SpaceName, SpaceSlug
from spaces.history import derived_status
from spaces.history.models import HistoryEvent
from spaces.managers import facts
from spaces.photos.admin import PhotoInline
from spaces.provenance.models import Statement
from spaces.search.admin_search import filter_by_text
from spaces.search_index.derived_columns import refresh
from spaces.staff import bulk_actions
from spaces.staff.import_page import import_spaces
from spaces.staff.plans import PlanInline
from spaces.staff.resources import SpaceResource


class ActionForm(ReasonForm):
    """Why; and since when, for those that have closed."""

    when = forms.CharField(
        label=_("Closed on:"),
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("if you know: 2026-03"), "size": 18}),
    )


class AmenityInline(admin.TabularInline):
    model = SpaceAmenity
    extra = 1


class NameInline(admin.TabularInline):
    model = SpaceName
    extra = 0


class LifeEventInline(admin.StackedInline):
    model = HistoryEvent
    fk_name = "space"
    extra = 0
    autocomplete_fields = ("source", "other")


class StatementInline(admin.TabularInline):
    """Statements of sources, to read only: they are evidence."""

    model = Statement
    extra = 0
    can_delete = False
    fields = readonly_fields = ("source", "as_of", "as_of_basis", "facts", "recorded_at", "replaced_at")

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source")


@admin.register(Space)
class SpaceAdmin(TableExport, StaffAdmin):
    resource_classes = (SpaceResource,)
    change_list_template = "spaces/staff/space_list.html"
    list_display = ("called", "town", "kind", "status", "confirmed_on", "is_published", "is_sample")
    list_filter = ("status", "kind", "is_published", "is_sample")
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

    def get_urls(self):
        page = path("import/", self.admin_site.admin_view(import_spaces), name="spaces_space_import")
        return [page, *super().get_urls()]

    @admin.display(description=_("city"))
    def town(self, space: Space) -> str:
        return space.city.display_name

    @admin.display(description=_("name"), ordering="normalized_name")
    def called(self, space: Space) -> str:
        return space.name

    def get_queryset(self, request):
        """Cities come in a query of their own: joined, SQLite sorts by name city after city."""
        return super().get_queryset(request).prefetch_related("city")

    def _act(self, request, queryset, workflow, done: str | Promise) -> None:
        """Do it to all that were ticked, for a reason."""
        reason = request.POST.get("reason", "").strip()
        if not reason:
            self.message_user(request, _("Say why: the reason stands in the log."), messages.ERROR)
            return
        count = workflow(request.user, queryset, reason)
        self.message_user(request, str(done) % {"count": intcomma(count)}, messages.SUCCESS)

    @admin.action(description=_("Show on the site"), permissions=["change"])
    def publish(self, request, queryset) -> None:
        self._act(request, queryset, bulk_actions.publish, _("Shown on the site: %(count)s."))

    @admin.action(description=_("Take off the site"), permissions=["change"])
    def unpublish(self, request, queryset) -> None:
        self._act(request, queryset, bulk_actions.unpublish, _("Taken off the site: %(count)s."))

    @admin.action(description=_("Mark as closed"), permissions=["change"])
    def mark_closed(self, request, queryset) -> None:
        when = request.POST.get("when", "").strip()
        if when and not is_partial_date(when):
            self.message_user(request, _("Write a date as 2014, 2014-05 or 2014-05-23."), messages.ERROR)
            return
        workflow = partial(bulk_actions.mark_closed, when=when)
        self._act(request, queryset, workflow, _("Marked as closed: %(count)s."))

    @admin.action(description=_("Mark as open"), permissions=["change"])
    def mark_open(self, request, queryset) -> None:
        self._act(request, queryset, bulk_actions.mark_open, _("Marked as open: %(count)s."))

    def get_search_results(self, request, queryset, search_term):
        return filter_by_text(queryset, search_term) if search_term else queryset, False

    def save_model(self, request, obj, form, change) -> None:
        """An address that is given up keeps leading here, a former name is remembered."""
        if change and "name" in form.changed_data:
            new, obj.name = obj.name, form.initial["name"]
            facts.rename(obj, new)
        old = Space.objects.filter(pk=obj.pk).values_list("slug", "city_id").first()
        super().save_model(request, obj, form, change)
        SpaceSlug.objects.filter(slug=obj.slug).delete()
        if old and old[0] != obj.slug:
            SpaceSlug.objects.get_or_create(slug=old[0], defaults={"space": obj})
        if old and old[1] != obj.city_id:
            refresh_city_counts([old[1]])

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        if any(formset.model is HistoryEvent and formset.has_changed() for formset in formsets):
            derived_status.update_from_history(form.instance, request.user)
        refresh([form.instance])
        refresh_city_counts([form.instance.city_id])
