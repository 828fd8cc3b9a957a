"""The favourite button on cards and on the page of a space."""

from django.http import HttpRequest
from django.utils.safestring import SafeString

from coworking.templating.rendering import render_partial
from reviews.favourites.queries import is_favourite
from spaces.directory.models import Space
from spaces.geography.models import City


def favourite_button(request: HttpRequest, space: Space | City) -> SafeString:
    """Render the button that adds a space to the member's favourites or removes it; nothing for visitors."""
    assert isinstance(space, Space)
    if not request.user.is_authenticated:
        return SafeString("")
    context = {"space": space, "is_favourite": is_favourite(request, space), "next": request.get_full_path()}
    return render_partial("reviews/favourites/_button.jinja", context, request)
