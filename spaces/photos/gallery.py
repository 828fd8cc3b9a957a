"""Add, describe, order and remove the photos of a space, of which there are at most twelve."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.audit.locks import lock
from spaces.audit.log import log_action
from spaces.audit.models import SpaceAction
from spaces.directory.models import Space
from spaces.photos import processing
from spaces.photos.models import MAX_PHOTOS_PER_SPACE, Photo
from spaces.search_index.derived_columns import refresh


def add(space: Space, processed: processing.Processed, *, alt: str, credit: str, actor: User) -> Photo:
    """Store a photo after the others. Raises ValidationError if there are twelve; then no file is left.

    The photo has been processed before, so that no transaction waits for that.
    """
    with transaction.atomic():
        _lock(space)
        if space.photos.count() >= MAX_PHOTOS_PER_SPACE:
            raise ValidationError(_("A space has at most 12 photos. Remove one first."))
        last = space.photos.aggregate(last=Max("order"))["last"]
        name, widths = processing.store_files(processed)
        try:
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
