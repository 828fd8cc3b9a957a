"""URLs of threads and comments, below the language."""

from django.urls import path, re_path

from reviews.posting import views

urlpatterns = [
    path("spaces/<slug:slug>/comments/", views.space_comments, name="space_comments"),
    path("comments/<int:pk>/edit/", views.edit, name="comment_edit"),
    path("comments/<int:pk>/withdraw/", views.withdraw, name="comment_withdraw"),
    path("comments/<int:pk>/helpful/", views.helpful, name="comment_helpful"),
    path("comments/<int:pk>/flag/", views.flag, name="comment_flag"),
    re_path(r"^(?P<code>[a-z]{2})/(?P<slug>[-\w]+)/comments/$", views.city_comments, name="city_comments"),
]
