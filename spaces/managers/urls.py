"""URLs of the pages of managers, below the language."""

from django.urls import path

from spaces.managers.views import claims, dashboard, hours, reminders, team

urlpatterns = [
    path("spaces/<slug:slug>/claim/", claims.claim, name="claim"),
    path("spaces/<slug:slug>/claim/code/", claims.claim_code, name="claim_code"),
    path("spaces/<slug:slug>/join/", claims.join, name="join"),
    path("spaces/<slug:slug>/keep/", dashboard.show, name="manager_dashboard"),
    path("spaces/<slug:slug>/keep/confirm/", dashboard.confirm, name="manager_confirm"),
    path("spaces/<slug:slug>/keep/hours/", hours.edit, name="manager_hours"),
    path("spaces/<slug:slug>/keep/share/", team.share, name="manager_share"),
    path("spaces/<slug:slug>/keep/leave/", team.leave, name="manager_leave"),
    path("letters/<str:token>/", reminders.edit, name="reminder_settings"),
]
