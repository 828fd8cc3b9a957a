"""URLs of comments, recommendations, favourites and members, below the language."""

from django.urls import include, path

urlpatterns = [
    path("", include("reviews.posting.urls")),
    path("", include("reviews.recommendations.urls")),
    path("", include("reviews.favourites.urls")),
    path("", include("reviews.members.urls")),
]
