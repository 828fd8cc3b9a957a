"""URLs of the moderators' queues about spaces, inside the staff's admin."""

from django.contrib import admin
from django.urls import path

from spaces.contributions import proposal_queue, report_queue
from spaces.duplicates import queue

urlpatterns = [
    path("duplicates/", admin.site.admin_view(queue.queue), name="duplicates"),
    path("duplicates/act/", admin.site.admin_view(queue.decide), name="duplicates_decide"),
    path("proposals/", admin.site.admin_view(proposal_queue.queue), name="proposals"),
    path("proposals/act/", admin.site.admin_view(proposal_queue.decide), name="proposals_decide"),
    path("reports/", admin.site.admin_view(report_queue.queue), name="reports"),
    path("reports/act/", admin.site.admin_view(report_queue.decide), name="reports_decide"),
]
