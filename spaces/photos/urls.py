"""URLs of the page on which managers edit photos, below the language."""

from django.urls import path

from spaces.photos import views

urlpatterns = [
    path("spaces/<slug:slug>/keep/photos/", views.edit, name="manager_photos"),
    path("spaces/<slug:slug>/keep/photos/<int:pk>/", views.change, name="manager_photo"),
]
