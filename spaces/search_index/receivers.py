"""Receivers of signals."""

from typing import Any

from django.apps import AppConfig

from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.search_index import backends
from spaces.search_index.city_areas import follow_area


def install_search_index(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Create the index of terms and its triggers where they are missing, after a migration.

    The derived columns of spaces are the business of `manage.py rebuild_search`.
    """
    backends.install(using)


def move_spaces_to_area(sender: type[City], instance: City, created: bool, **kwargs: Any) -> None:
    """After the area of a city has changed, list its spaces there."""
    if created:
        return
    has_moved = Space.objects.filter(city=instance).exclude(area=instance.area_id).exists()
    has_places = instance.area_of_id is not None and City.objects.filter(area_of=instance).exists()
    if has_moved or has_places:
        follow_area(instance)
