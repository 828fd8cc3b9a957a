"""URLs of the operator's pages and the contact form."""

from django.urls import path

from coworking.content import views

urlpatterns = [
    path("pages/<slug:slug>/", views.content_page, name="content_page"),
    path("contact/", views.contact, name="contact"),
]
