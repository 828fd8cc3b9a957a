"""URLs of what the operator's settings look like."""

from django.urls import path, re_path

from coworking.operator import views

COLOURS = "(?P<light>[0-9a-f]{6})-(?P<dark>[0-9a-f]{6})"
urlpatterns = [
    path("site.webmanifest", views.manifest, name="manifest"),
    re_path(rf"^accent/{COLOURS}\.css$", views.accent_style, name="accent_style"),
    re_path(rf"^accent/{COLOURS}\.svg$", views.accent_mark, name="accent_mark"),
]
