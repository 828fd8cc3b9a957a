"""URLs of maps, below the language."""

from django.urls import path

from spaces.maps import views

urlpatterns = [
    path("map/clusters.json", views.map_clusters, name="map_clusters"),
    path("map/ground.svg", views.map_ground, name="map_ground"),
]
