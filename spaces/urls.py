"""Addresses of the directory, below the language."""

from django.urls import path, re_path

from spaces.views import pages, places, search, space
from spaces.views.map import map_clusters

urlpatterns = [
    path("", pages.home, name="home"),
    path("about/", pages.about, name="about"),
    path("spaces/", search.results, name="search"),
    path("spaces/<slug:slug>/", space.page, name="space"),
    path("suggest/", search.suggest, name="suggest"),
    path("map/clusters.json", map_clusters, name="map_clusters"),
    re_path(r"^(?P<code>[a-z]{2})/$", places.country, name="country"),
    re_path(r"^(?P<code>[a-z]{2})/(?P<slug>[-\w]+)/$", places.city, name="city"),
]
