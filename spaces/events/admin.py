"""Events in the staff's admin."""

from django.contrib import admin

from coworking.staff.admin import KeySelects
from coworking.staff.search import FoundByWords
from spaces.events.models import Event, EventStatement


class StatementInline(KeySelects, admin.StackedInline[EventStatement, Event]):
    model = EventStatement
    extra = 0
    autocomplete_fields = ("source",)


@admin.register(Event)
class EventAdmin(FoundByWords):
    list_display = ("title", "start", "city", "space", "kind", "series", "source", "is_cancelled")
    list_filter = ("kind", "is_cancelled")
    list_select_related = ("city", "space", "source")
    search_fields = ("title", "slug", "series", "venue")
    autocomplete_fields = ("space", "city", "source")
    prepopulated_fields = {"slug": ("title", "start")}
    ordering = ("-begins_at", "-pk")
    inlines = (StatementInline,)
