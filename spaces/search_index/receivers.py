"""Receivers of signals."""

from django.apps import AppConfig

from spaces.search_index import backends


def install_search_index(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Create the index of terms and its triggers where they are missing, after a migration.

    The derived columns of spaces are the business of `manage.py rebuild_search`.
    """
    backends.install(using)
