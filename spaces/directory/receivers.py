"""Receivers of signals."""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig

from spaces.directory.amenities import AMENITIES
from spaces.directory.choices import Kind
from spaces.directory.models import Amenity, SpaceKind


def sync_vocabulary(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Add the shipped amenities and kinds that the tables lack, and order them, after a migration.

    What the operator changed of them stays.
    """
    _sync(Amenity, AMENITIES, using)
    _sync(SpaceKind, [kind.value for kind in Kind], using)


def _sync(model: type[Amenity] | type[SpaceKind], keys: Iterable[str], using: str) -> None:
    rows: list[Any] = [model(key=key, order=order) for order, key in enumerate(keys)]
    model._default_manager.using(using).bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=["order"]
    )
