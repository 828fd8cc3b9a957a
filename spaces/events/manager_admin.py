"""Events in the managers' admin: those at their own spaces. An event is cancelled, never deleted."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField, ModelForm
from django.http import Http404, HttpRequest, HttpResponse

from coworking.staff.admin import CheckedInput
from coworking.staff.concurrent_edits import ConcurrentEditForm, LockedChange
from spaces.directory.models import Space
from spaces.events import queries
from spaces.events.models import Event
from spaces.managers.admin import ManagerPermissions
from spaces.managers.site import site


@admin.register(Event, site=site)
class ManagedEventAdmin(ManagerPermissions, LockedChange, CheckedInput, admin.ModelAdmin[Event]):
    form = ConcurrentEditForm
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
        """Return the URL itself, as for spaces."""
        return event.get_absolute_url()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return super().get_queryset(request).filter(space__roles__member=request.user.pk)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Space] | None:
        """Offer only the manager's own spaces, and require one."""
        if db_field.name == "space":
            own = Space.objects.filter(roles__member=request.user.pk).order_by("name", "pk")
            kwargs |= {"queryset": own, "required": True}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        raise Http404

    def save_model(self, request: HttpRequest, obj: Event, form: ModelForm[Event], change: bool) -> None:
        """Move an event to the city of its space when the space changes."""
        if change and obj.space and "space" in form.changed_data:
            obj.city, obj.timezone = obj.space.city, obj.space.city.timezone
        queries.confirm_event(obj)
