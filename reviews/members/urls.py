"""URLs of a member's own pages, below the language."""

from django.urls import path

from reviews.members import views

urlpatterns = [
    path("account/", views.home, name="member"),
    path("account/export/", views.export, name="member_export"),
    path("account/delete/", views.delete, name="member_delete"),
    path("account/claim/", views.claim, name="member_claim"),
]
