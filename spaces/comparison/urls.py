"""URLs of the comparison, below the language."""

from django.urls import path

from spaces.comparison import views

urlpatterns = [
    path("compare/", views.compare, name="compare"),
]
