"""Addresses of the directory, below the language."""

urlpatterns: list = []
