"""URLs of the images that other sites show with a link, below the language."""

from django.urls import path, re_path

from spaces.social_images import views

urlpatterns = [
    re_path(r"^images/(?P<code>[a-z]{2})/(?P<slug>[-\w]+)\.png$", views.city_image, name="city_image"),
    path("images/spaces/<slug:slug>.png", views.space_image, name="space_image"),
]
