from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reviews.favourites.queries import is_kept
from spaces.directory.models import Space
from spaces.geography.models import City


def heart(request: HttpRequest, space: Space | City) -> SafeString:
    """Whether a member keeps the space in mind, with the button that changes it; nothing for visitors."""
    assert isinstance(space, Space)
    if not request.user.is_authenticated:
        return SafeString("")
    context = {"space": space, "is_favourite": is_kept(request, space), "next": request.get_full_path()}
    return render_to_string("reviews/favourites/_button.html", context, request)
