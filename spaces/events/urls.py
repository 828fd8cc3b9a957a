"""URLs of events and their calendars, below the language."""

from django.urls import path, re_path

from spaces.events import views

urlpatterns = [
    path("events/", views.index, name="events"),
    path("events/<slug:slug>/", views.page, name="event"),
    path("events/<slug:slug>/event.ics", views.event_calendar, name="event_calendar"),
    path("spaces/<slug:slug>/events.ics", views.space_calendar, name="space_calendar"),
    re_path(r"^(?P<code>[a-z]{2})/(?P<slug>[-\w]+)/events\.ics$", views.city_calendar, name="city_calendar"),
]
