"""The favourite spaces of a member."""

from django.http import HttpRequest

from coworking.accounts.models import User
from reviews.favourites.models import Favourite
from spaces.directory.models import Space
from spaces.directory.querysets import SpaceQuerySet


def set_favourite(user: User, space: Space, is_favourite: bool) -> None:
    """Add a space to a member's favourites or remove it; doing so twice changes nothing."""
    if is_favourite:
        Favourite.objects.get_or_create(member=user, space=space)
    else:
        Favourite.objects.filter(member=user, space=space).delete()


def favourites_of(user: User) -> SpaceQuerySet:
    """Return the published spaces among a member's favourites, newest first."""
    found = Space.objects.published().filter(favourites__member=user)
    return found.order_by("-favourites__created_at", "-pk")


def is_favourite(request: HttpRequest, space: Space) -> bool:
    """Whether a space is a favourite of the current member. All of theirs are fetched once per request."""
    if not hasattr(request, "favourite_spaces"):
        keys = Favourite.objects.filter(member=request.user.pk).values_list("space", flat=True)
        request.favourite_spaces = frozenset(keys)  # type: ignore[attr-defined]  # memoised for the request
    return space.pk in request.favourite_spaces  # type: ignore[attr-defined]
