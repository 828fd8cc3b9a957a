"""Flags and the audit log of moderation in the staff's admin, to read only."""

from django.contrib import admin

from coworking.staff.admin import ReadOnlyAdmin
from reviews.comments.models import Flag
from reviews.moderation.models import ModerationLogEntry


@admin.register(ModerationLogEntry)
class ModerationLogEntryAdmin(ReadOnlyAdmin):
    fields = (
        "actor",
        "action",
        "reason",
        "comment",
        "duplicate",
        "near_match",
        "imported_thread",
        "author",
        "before",
        "undoes",
    )
    list_display = ("created_at", "actor", "action", "reason", "comment")
    list_filter = ("action",)
    list_select_related = ("actor", "comment")


@admin.register(Flag)
class FlagAdmin(ReadOnlyAdmin):
    list_display = ("comment", "member", "reason", "note", "is_settled")
    list_select_related = ("comment", "member")
