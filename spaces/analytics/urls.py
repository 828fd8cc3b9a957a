"""URLs of links that are counted, below the language."""

from django.urls import path

from spaces.analytics import views

urlpatterns = [
    path("spaces/<slug:slug>/website/", views.website, name="website"),
]
