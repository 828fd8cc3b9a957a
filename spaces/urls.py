"""Addresses of the directory, below the language."""

from django.urls import path, re_path

from spaces.views import (
    contribute,
    events,
    figures,
    hours,
    keep,
    letters,
    manage,
    pages,
    photos,
    places,
    programmes,
    search,
    space,
    team,
)
from spaces.views.compare import compare
from spaces.views.map import map_clusters, map_ground

# The most asked for come first: each address is compared with one after another.
urlpatterns = [
    path("suggest/", search.suggest, name="suggest"),
    path("map/clusters.json", map_clusters, name="map_clusters"),
    path("map/ground.svg", map_ground, name="map_ground"),
    re_path(r"^(?P<code>[a-z]{2})/(?P<slug>[-\w]+)/$", places.city, name="city"),
    path("", pages.home, name="home"),
    path("about/", pages.about, name="about"),
    path("spaces/", search.results, name="search"),
    path("spaces/<slug:slug>/", space.page, name="space"),
    path("suggest-a-space/", contribute.propose, name="propose"),
    path("suggest-a-space/likely/", contribute.likely_spaces, name="likely_spaces"),
    path("spaces/<slug:slug>/report/", contribute.report, name="report"),
    path("spaces/<slug:slug>/claim/", manage.claim, name="claim"),
    path("spaces/<slug:slug>/claim/code/", manage.claim_code, name="claim_code"),
    path("spaces/<slug:slug>/website/", figures.website, name="website"),
    path("spaces/<slug:slug>/keep/", keep.keep, name="keep"),
    path("spaces/<slug:slug>/keep/confirm/", keep.confirm, name="keep_confirm"),
    path("spaces/<slug:slug>/keep/hours/", hours.edit, name="keep_hours"),
    path("spaces/<slug:slug>/keep/photos/", photos.edit, name="keep_photos"),
    path("spaces/<slug:slug>/keep/photos/<int:pk>/", photos.change, name="keep_photo"),
    path("spaces/<slug:slug>/keep/suggestions/<int:pk>/", keep.decide, name="keep_decide"),
    path("spaces/<slug:slug>/keep/share/", team.share, name="keep_share"),
    path("spaces/<slug:slug>/keep/leave/", team.leave, name="keep_leave"),
    path("letters/<str:token>/", letters.wish, name="letters"),
    path("spaces/<slug:slug>/join/", manage.join, name="join"),
    path("compare/", compare, name="compare"),
    path("programmes/", programmes.index, name="programmes"),
    path("programmes/<slug:slug>/", programmes.page, name="programme"),
    path("calls/", programmes.calls, name="calls"),
    path("events/", events.index, name="events"),
    path("events/<slug:slug>/", events.page, name="event"),
    path("events/<slug:slug>/event.ics", events.event_calendar, name="event_calendar"),
    path("spaces/<slug:slug>/events.ics", events.space_calendar, name="space_calendar"),
    re_path(r"^(?P<code>[a-z]{2})/$", places.country, name="country"),
    re_path(r"^(?P<code>[a-z]{2})/(?P<slug>[-\w]+)/events\.ics$", events.city_calendar, name="city_calendar"),
]
