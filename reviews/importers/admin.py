"""Imported threads in the staff's admin, to read only."""

from django.contrib import admin

from coworking.staff.admin import ReadOnlyAdmin
from reviews.comments.models import ImportedThread


@admin.register(ImportedThread)
class ImportedThreadAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "source", "thread")
    list_select_related = ("thread__space", "thread__city")
