"""URLs of answers, below the language."""

from django.urls import path

from spaces.answers import views

urlpatterns = [path("spaces/<slug:slug>/answer/", views.answer, name="answer")]
