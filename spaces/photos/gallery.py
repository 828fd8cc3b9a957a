"""Add, describe, order and remove the photos of a space, of which there are at most twelve."""

from typing import IO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy

from coworking.accounts.models import User
from coworking.audit.locks import lock
from coworking.pictures import processing
from spaces.audit.log import log_action
from spaces.audit.models import SpaceAction
from spaces.directory.models import Space
from spaces.photos.models import MAX_PHOTOS_PER_SPACE, Photo
from spaces.search_index.derived_columns import refresh

FULL = gettext_lazy("A space has at most 12 photos. Remove one first.")


def add(space: Space, file: IO[bytes], *, alt: str, credit: str, actor: User) -> Photo:
    """Process an uploaded file and store it as a photo after the others.

    Raises ValidationError, with a message for users, when there are twelve (before the file is decoded), when
    the file is no picture, or when it cannot be stored; then no file is left. The database is locked only
    after the file is processed and stored.
    """
    if is_full(space):
        raise ValidationError(FULL)
    processed = processing.process(file)
    name, widths = processing.store_files(processed)
    try:
        with transaction.atomic():
            _lock(space)
            if is_full(space):
                raise ValidationError(FULL)
            last = space.photos.aggregate(last=Max("order"))["last"]
            photo = Photo.objects.create(
                space=space,
                image=name,
                width=processed.width,
                height=processed.height,
                widths=widths,
                alt=alt,
                credit=credit,
                order=0 if last is None else last + 1,
            )
            log_action(actor, SpaceAction.PHOTO_ADDED, space)
            refresh([space])
    except Exception:
        processing.delete_files(name, widths)
        raise
    return photo


def is_full(space: Space) -> bool:
    """Whether the space has as many photos as it may have."""
    return space.photos.count() >= MAX_PHOTOS_PER_SPACE


def describe(photo: Photo, alt: str, credit: str) -> None:
    """Save the text alternative and the credit of a photo."""
    Photo.objects.filter(pk=photo.pk).update(alt=alt, credit=credit)


@transaction.atomic
def remove(space: Space, photo: Photo, actor: User) -> None:
    """Delete a photo; its files are deleted when the transaction commits. NotPossible when it is gone."""
    _lock(space)
    lock(Photo.objects.filter(space=space), photo.pk).delete()
    log_action(actor, SpaceAction.PHOTO_REMOVED, space)
    refresh([space])


@transaction.atomic
def move(space: Space, photo: Photo, step: int) -> None:
    """Move a photo by `step` places (earlier if negative), but not beyond either end.

    Raises NotPossible when it is gone.
    """
    _lock(space)
    lock(Photo.objects.filter(space=space), photo.pk)
    order = list(space.photos.values_list("pk", flat=True))
    place = order.index(photo.pk)
    order.insert(min(max(place + step, 0), len(order) - 1), order.pop(place))
    rows = [Photo(pk=pk, order=number) for number, pk in enumerate(order)]
    Photo.objects.bulk_update(rows, ["order"])


def _lock(space: Space) -> None:
    Space.objects.select_for_update().get(pk=space.pk)
