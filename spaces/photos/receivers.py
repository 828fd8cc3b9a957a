"""Receivers of signals."""

from django.db import transaction

from coworking.pictures import processing
from spaces.photos.models import Photo


def delete_files(sender: type[Photo], instance: Photo, using: str, **kwargs: object) -> None:
    """Delete the files of a deleted photo, once the deletion is committed."""
    name, widths = str(instance.image), instance.widths
    transaction.on_commit(lambda: processing.delete_files(name, widths), using=using)
