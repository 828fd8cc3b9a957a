"""URLs of accounts besides those of django-allauth."""

from django.urls import path

from coworking.accounts import views

urlpatterns = [path("invitation/<str:token>/", views.accept_invitation, name="accept_invitation")]
