"""Addresses of the moderators' queues of this room, inside the staff's admin."""

from django.contrib import admin
from django.urls import path

from spaces.contributions import proposal_queue, report_queue
from spaces.duplicates import queue

urlpatterns = [
    path("duplicates/", admin.site.admin_view(queue.queue), name="duplicates"),
    path("duplicates/act/", admin.site.admin_view(queue.act), name="duplicates_act"),
    path("proposals/", admin.site.admin_view(proposal_queue.queue), name="proposals"),
    path("proposals/act/", admin.site.admin_view(proposal_queue.act), name="proposals_act"),
    path("reports/", admin.site.admin_view(report_queue.queue), name="reports"),
    path("reports/act/", admin.site.admin_view(report_queue.act), name="reports_act"),
]
