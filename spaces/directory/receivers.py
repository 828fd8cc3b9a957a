"""Receivers of signals."""

from django.apps import AppConfig

from spaces.directory.amenities import AMENITIES
from spaces.directory.models import Amenity


def sync_amenities(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Bring the table of amenities up to date with the vocabulary, after a migration."""
    rows = [Amenity(key=key, order=order) for order, key in enumerate(AMENITIES)]
    Amenity.objects.using(using).bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=["order"]
    )
