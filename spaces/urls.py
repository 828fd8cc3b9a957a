"""Addresses of the directory, below the language."""

from django.urls import path, re_path

from spaces.analytics import views as figures
from spaces.comparison.views import compare
from spaces.contributions import views
from spaces.contributions import views as suggested_edits
from spaces.events import views as events
from spaces.managers.views import claims, dashboard, hours, reminders, team
from spaces.maps.views import map_clusters, map_ground
from spaces.pages import home, lists, space
from spaces.photos import views as photos
from spaces.programmes import views as programmes
from spaces.search import views as search

# The most asked for come first: each address is compared with one after another.
urlpatterns = [
    path("suggest/", search.suggest, name="suggest"),
    path("map/clusters.json", map_clusters, name="map_clusters"),
    path("map/ground.svg", map_ground, name="map_ground"),
    re_path(r"^(?P<code>[a-z]{2})/(?P<slug>[-\w]+)/$", lists.city, name="city"),
    path("", home.home, name="home"),
    path("about/", home.about, name="about"),
    path("spaces/", lists.results, name="search"),
    path("spaces/<slug:slug>/", space.page, name="space"),
    path("suggest-a-space/", views.propose, name="propose"),
    path("suggest-a-space/likely/", views.likely_spaces, name="likely_spaces"),
    path("spaces/<slug:slug>/report/", views.report, name="report"),
    path("spaces/<slug:slug>/claim/", claims.claim, name="claim"),
    path("spaces/<slug:slug>/claim/code/", claims.claim_code, name="claim_code"),
    path("spaces/<slug:slug>/website/", figures.website, name="website"),
    path("spaces/<slug:slug>/keep/", dashboard.keep, name="keep"),
    path("spaces/<slug:slug>/keep/confirm/", dashboard.confirm, name="keep_confirm"),
    path("spaces/<slug:slug>/keep/hours/", hours.edit, name="keep_hours"),
    path("spaces/<slug:slug>/keep/photos/", photos.edit, name="keep_photos"),
    path("spaces/<slug:slug>/keep/photos/<int:pk>/", photos.change, name="keep_photo"),
    path("spaces/<slug:slug>/keep/suggestions/<int:pk>/", suggested_edits.decide, name="keep_decide"),
    path("spaces/<slug:slug>/keep/share/", team.share, name="keep_share"),
    path("spaces/<slug:slug>/keep/leave/", team.leave, name="keep_leave"),
    path("letters/<str:token>/", reminders.wish, name="letters"),
    path("spaces/<slug:slug>/join/", claims.join, name="join"),
    path("compare/", compare, name="compare"),
    path("programmes/", programmes.index, name="programmes"),
    path("programmes/<slug:slug>/", programmes.page, name="programme"),
    path("calls/", programmes.calls, name="calls"),
    path("events/", events.index, name="events"),
    path("events/<slug:slug>/", events.page, name="event"),
    path("events/<slug:slug>/event.ics", events.event_calendar, name="event_calendar"),
    path("spaces/<slug:slug>/events.ics", events.space_calendar, name="space_calendar"),
    re_path(r"^(?P<code>[a-z]{2})/$", lists.country, name="country"),
    re_path(r"^(?P<code>[a-z]{2})/(?P<slug>[-\w]+)/events\.ics$", events.city_calendar, name="city_calendar"),
]
