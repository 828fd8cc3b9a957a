"""Events in the managers' own admin: those at their spaces. An event is cancelled, never deleted."""

from django.contrib import admin
from django.http import Http404

from spaces.directory.models import Space
from spaces.events import queries
from spaces.events.models import Event
from spaces.managers.admin import Managed
from spaces.managers.site import site


@admin.register(Event, site=site)
class ManagedEventAdmin(Managed, admin.ModelAdmin):
    list_display = ("title", "space", "start", "start_time", "is_cancelled")
    list_select_related = ("space",)
    search_fields = ("title", "series")
    show_full_result_count = False
    actions = None
    ordering = ("-begins_at", "-pk")
    fields = (
        "title", "kind", "space", "start", "start_time", "end", "end_time", "venue", "series", "website",
        "organiser", "attendance", "description", "is_cancelled",
    )  # fmt: skip

    def view_on_site(self, event: Event) -> str:
        """The address itself, as for spaces."""
        return event.get_absolute_url()

    def get_queryset(self, request):
        return super().get_queryset(request).filter(space__roles__member=request.user)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Only the manager's own spaces can be chosen, and one must be."""
        if db_field.name == "space":
            own = Space.objects.filter(roles__member=request.user).order_by("name", "pk")
            kwargs |= {"queryset": own, "required": True}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def delete_view(self, request, object_id, extra_context=None):
        raise Http404

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404

    def save_model(self, request, obj, form, change) -> None:
        """An event that goes to another space goes to its city."""
        if change and "space" in form.changed_data:
            obj.city, obj.timezone = obj.space.city, obj.space.city.timezone
        queries.confirm_event(obj)
