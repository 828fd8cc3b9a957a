"""URLs of favourites, below the language."""

from django.urls import path

from reviews.favourites import views

urlpatterns = [
    path("spaces/<slug:slug>/favourite/", views.favourite, name="favourite"),
    path("account/favourites/", views.favourites, name="favourites"),
    path("account/favourites.csv", views.as_csv, name="favourites_csv"),
    path("account/favourites.geojson", views.as_geojson, name="favourites_geojson"),
]
