"""URLs of recommendations, below the language."""

from django.urls import path

from reviews.recommendations import views

urlpatterns = [
    path("spaces/<slug:slug>/recommend/", views.recommend, name="recommend"),
]
