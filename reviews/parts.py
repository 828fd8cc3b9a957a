"""What this room adds to the pages of spaces and cities."""

from django.http import HttpRequest
from django.template.context_processors import csrf
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from coworking.jinja import draw
from reviews.favourites import is_kept
from reviews.forms import CommentForm
from reviews.recommending import good_for
from reviews.threads import newest_comments, talk
from spaces.models import City, Space

MOST_SAID = 5


def word(request: HttpRequest, subject: Space | City) -> SafeString:
    """The thread about a space or a city, with the form for members."""
    user = request.user
    values = {
        "talk": talk(subject, user, request.GET.get("order", "")),
        "comments_url": comments_url(subject),
        "form": CommentForm() if user.is_authenticated else None,
        "user": user,
    }
    return draw("reviews/_word.jinja", values | csrf(request))


def recommendation_bar(request: HttpRequest, space: Space | City) -> SafeString:
    """How many recommend a space and what for, and the member's own word."""
    assert isinstance(space, Space)
    user = request.user
    values = {
        "space": space,
        "good_for": good_for(space) if space.recommendation_count else [],
        "mine": space.recommendations.filter(member=user).first() if user.is_authenticated else None,
        "user": user,
        "request": request,
    }
    return draw("reviews/_recommendations.jinja", values)


def heart(request: HttpRequest, space: Space | City) -> SafeString:
    """Whether a member keeps the space in mind, with the button that changes it; nothing for visitors."""
    assert isinstance(space, Space)
    if not request.user.is_authenticated:
        return SafeString("")
    context = {"space": space, "is_favourite": is_kept(request, space), "next": request.get_full_path()}
    return render_to_string("reviews/_favourite.html", context, request)


def said_lately(request: HttpRequest, space: Space | City) -> SafeString:
    """The newest comments and recommendations of a space, for those who manage it."""
    assert isinstance(space, Space)
    context = {
        "space": space,
        "comments": newest_comments(space, MOST_SAID),
        "recommendations": space.recommendations.order_by("-updated_at", "-pk")[:MOST_SAID],
        "comments_url": comments_url(space),
    }
    return render_to_string("reviews/_said_lately.html", context, request)


def comments_url(subject: Space | City) -> str:
    """Where the whole thread about a subject stands, and where its form is sent."""
    return f"{subject.get_absolute_url()}comments/"
