"""URLs of programmes and their calls, below the language."""

from django.urls import path

from spaces.programmes import views

urlpatterns = [
    path("programmes/", views.index, name="programmes"),
    path("programmes/<slug:slug>/", views.page, name="programme"),
    path("calls/", views.calls, name="calls"),
]
