"""URLs of search, below the language."""

from django.urls import path

from spaces.search import views

urlpatterns = [
    path("suggest/", views.suggest, name="suggest"),
]
