"""URLs of the pages that visitors read most, below the language."""

from django.urls import path, re_path

from spaces.pages import home, lists, sources, space

urlpatterns = [
    re_path(r"^(?P<code>[a-z]{2})/(?P<slug>[-\w]+)/$", lists.city, name="city"),
    path("", home.home, name="home"),
    path("about/", home.about, name="about"),
    path("spaces/", lists.results, name="search"),
    path("spaces/<slug:slug>/", space.page, name="space"),
    re_path(r"^sources/(?P<source>[0-9]{1,18})/$", sources.page, name="source"),
    re_path(r"^(?P<code>[a-z]{2})/$", lists.country, name="country"),
]
