"""Addresses of the moderators' queues of this room, inside the staff's admin."""

from django.contrib import admin
from django.urls import path

from spaces.admin import duplicates, proposals, reports

urlpatterns = [
    path("duplicates/", admin.site.admin_view(duplicates.queue), name="duplicates"),
    path("duplicates/act/", admin.site.admin_view(duplicates.act), name="duplicates_act"),
    path("proposals/", admin.site.admin_view(proposals.queue), name="proposals"),
    path("proposals/act/", admin.site.admin_view(proposals.act), name="proposals_act"),
    path("reports/", admin.site.admin_view(reports.queue), name="reports"),
    path("reports/act/", admin.site.admin_view(reports.act), name="reports_act"),
]
