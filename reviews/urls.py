"""Addresses of what people say, below the language."""

from django.urls import path, re_path

from reviews.favourites import views as favourites
from reviews.members import views as member
from reviews.posting import views
from reviews.recommendations import views as recommendations

urlpatterns = [
    path("spaces/<slug:slug>/comments/", views.space_comments, name="space_comments"),
    path("spaces/<slug:slug>/recommend/", recommendations.recommend, name="recommend"),
    path("spaces/<slug:slug>/favourite/", favourites.favourite, name="favourite"),
    path("comments/<int:pk>/edit/", views.edit, name="comment_edit"),
    path("comments/<int:pk>/withdraw/", views.withdraw, name="comment_withdraw"),
    path("comments/<int:pk>/helpful/", views.helpful, name="comment_helpful"),
    path("comments/<int:pk>/flag/", views.flag, name="comment_flag"),
    path("account/", member.home, name="member"),
    path("account/favourites/", favourites.favourites, name="favourites"),
    path("account/favourites.csv", favourites.as_csv, name="favourites_csv"),
    path("account/favourites.geojson", favourites.as_geojson, name="favourites_geojson"),
    path("account/export/", member.export, name="member_export"),
    path("account/delete/", member.delete, name="member_delete"),
    path("account/claim/", member.claim, name="member_claim"),
    re_path(r"^(?P<code>[a-z]{2})/(?P<slug>[-\w]+)/comments/$", views.city_comments, name="city_comments"),
]
