from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coworking.audit.registry import NotPossible
from coworking.fields.partial_dates import is_partial_date
from coworking.staff.admin import ReadOnlyAdmin, ReasonForm, StaffAdmin, shortened
from coworking.staff.resources import TableExport
from spaces.audit.log import space_log
from spaces.audit.models import SpaceLogEntry
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space, SpaceAmenity, SpaceName, SpaceSlug
from spaces.duplicates import merging
from spaces.duplicates.models import LikelyDuplicate
from spaces.history import derived_status
from spaces.history.models import HistoryEvent
from spaces.managers import claims, facts
from spaces.managers.models import Claim, ClaimState, Role
from spaces.photos.admin import PhotoInline
from spaces.provenance.models import Statement
from spaces.search.admin_search import filter_by_space, filter_by_text
from spaces.search_index.derived_columns import refresh
from spaces.staff import bulk_actions
from spaces.staff.import_page import import_spaces
from spaces.staff.plans import PlanInline
from spaces.staff.resources import SpaceResource

EVIDENCE = shortened("evidence", _("evidence"))


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


@admin.register(LikelyDuplicate)
class LikelyDuplicateAdmin(StaffAdmin):
    list_display = ("first", "second", "score", "reason", "is_dismissed", "created_at")
    list_filter = ("is_dismissed",)
    list_select_related = ("first", "second")
    search_fields = ("first",)
    autocomplete_fields = ("first", "second")
    exclude = ("reasons",)
    actions = ("dismiss",)

    def get_search_results(self, request, queryset, search_term):
        return filter_by_space(queryset, search_term, "first", "second") if search_term else queryset, False

    @admin.action(description=_("These are not the same"))
    def dismiss(self, request, queryset) -> None:
        for pair in queryset.filter(is_dismissed=False).select_related("first", "second"):
            merging.keep_apart(request.user, pair)


@admin.register(Claim)
class ClaimAdmin(StaffAdmin):
    """Who asks to manage a space. Decided by two actions, for a reason; the member is told."""

    action_form = ReasonForm

    list_display = ("space", "member", "state", "email", EVIDENCE, "created_at", "decided_by")
    list_filter = ("state",)
    list_select_related = ("space", "member", "decided_by")
    search_fields = ("space",)
    actions = ("approve", "decline", "take_back")
    fields = readonly_fields = (
        "space", "member", "email", "evidence", "state", "reason", "created_at", "decided_at", "decided_by",
    )  # fmt: skip

    def has_add_permission(self, request) -> bool:
        return False

    def get_search_results(self, request, queryset, search_term):
        return filter_by_space(queryset, search_term, "space") if search_term else queryset, False

    @admin.action(description=_("Approve the waiting ones"), permissions=["change"])
    def approve(self, request, queryset) -> None:
        for claim in self._waiting(request, queryset):
            claims.approve(claim, request.user, self._reason(request))

    @admin.action(description=_("Decline the waiting ones"), permissions=["change"])
    def decline(self, request, queryset) -> None:
        for claim in self._waiting(request, queryset):
            claims.decline(claim, request.user, self._reason(request))

    def _waiting(self, request, queryset) -> list[Claim]:
        """The claims that may be decided; how many there are is said."""
        found = list(queryset.filter(state=ClaimState.WAITING).select_related("space", "member"))
        done = ngettext(
            "%(count)s claim decided. The member is told.",
            "%(count)s claims decided. The members are told.",
            len(found),
        )
        if found:
            self.message_user(request, done % {"count": intcomma(len(found))}, messages.SUCCESS)
        else:
            self.message_user(request, _("None of these waits any more."), messages.WARNING)
        return found

    @admin.action(description=_("Take the decision back"), permissions=["change"])
    def take_back(self, request, queryset) -> None:
        reason = request.POST.get("reason", "").strip()[:500]
        if not reason:
            self.message_user(request, _("Say why: the reason stands in the log."), messages.ERROR)
            return
        for claim in queryset.exclude(state=ClaimState.WAITING).select_related("space", "member"):
            self._take_back(request, claim, reason)

    def _take_back(self, request, claim: Claim, reason: str) -> None:
        act = claims.decision_entry(claim)
        try:
            if act is None:
                raise NotPossible(_("This act cannot be taken back here."))
            space_log.undo(request.user, act, reason)
        except NotPossible as error:
            self.message_user(request, f"{claim}: {error}", messages.ERROR)
        else:
            self.message_user(request, f"{claim}: {_('Taken back.')}", messages.SUCCESS)

    @staticmethod
    def _reason(request) -> str:
        return request.POST.get("reason", "").strip()[:500] or str(_("A moderator looked at it."))


@admin.register(Role)
class RoleAdmin(StaffAdmin):
    list_display = ("space", "member", "level", "granted_at")
    list_filter = ("level",)
    list_select_related = ("space", "member")
    search_fields = ("space",)
    autocomplete_fields = ("space", "member")

    def get_search_results(self, request, queryset, search_term):
        return filter_by_space(queryset, search_term, "space") if search_term else queryset, False


@admin.register(SpaceLogEntry)
class SpaceActAdmin(ReadOnlyAdmin):
    """The log: read, never written by hand."""

    list_display = ("created_at", "actor", "action", "about", "reason")
    list_filter = ("action",)
    list_select_related = ("actor",)
    search_fields = ("space",)

    def get_search_results(self, request, queryset, search_term):
        return filter_by_space(queryset, search_term, "space") if search_term else queryset, False
