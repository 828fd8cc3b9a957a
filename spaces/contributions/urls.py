"""URLs of contributions by members, below the language."""

from django.urls import path

from spaces.contributions import views

urlpatterns = [
    path("suggest-a-space/", views.propose, name="propose"),
    path("suggest-a-space/likely/", views.likely_spaces, name="likely_spaces"),
    path("spaces/<slug:slug>/report/", views.report, name="report"),
    path("spaces/<slug:slug>/keep/suggestions/<int:pk>/", views.decide, name="manager_decide"),
]
