"""The spaces that a member keeps in mind."""

from django.http import HttpRequest

from coworking.accounts.models import User
from reviews.favourites.models import Favourite
from spaces.directory.models import Space
from spaces.directory.querysets import SpaceQuerySet


def keep(user: User, space: Space, kept: bool) -> None:
    """Keep a space in mind, or no longer; saying it twice changes nothing."""
    if kept:
        Favourite.objects.get_or_create(member=user, space=space)
    else:
        Favourite.objects.filter(member=user, space=space).delete()


def kept_by(user: User) -> SpaceQuerySet:
    """The published spaces that a member keeps in mind, newest first."""
    found = Space.objects.published().filter(favourites__member=user)
    return found.order_by("-favourites__created_at", "-pk")


def is_kept(request: HttpRequest, space: Space) -> bool:
    """Whether the member who asks keeps it; all of theirs are fetched once a request."""
    if not hasattr(request, "kept_spaces"):
        keys = Favourite.objects.filter(member=request.user.pk).values_list("space", flat=True)
        request.kept_spaces = frozenset(keys)  # type: ignore[attr-defined]
    return space.pk in request.kept_spaces  # type: ignore[attr-defined]
