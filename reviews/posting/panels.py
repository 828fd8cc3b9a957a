"""What this room adds to the pages of spaces and cities."""

from django.http import HttpRequest
from django.template.context_processors import csrf
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from coworking.templating.rendering import render_partial
from reviews.comments.thread_page import newest_comments, talk
from reviews.posting.forms import CommentForm
from spaces.directory.models import Space
from spaces.geography.models import City

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
    return render_partial("reviews/comments/_panel.jinja", values | csrf(request))


def said_lately(request: HttpRequest, space: Space | City) -> SafeString:
    """The newest comments and recommendations of a space, for those who manage it."""
    assert isinstance(space, Space)
    context = {
        "space": space,
        "comments": newest_comments(space, MOST_SAID),
        "recommendations": space.recommendations.order_by("-updated_at", "-pk")[:MOST_SAID],
        "comments_url": comments_url(space),
    }
    return render_to_string("reviews/comments/_latest_panel.html", context, request)


def comments_url(subject: Space | City) -> str:
    """Where the whole thread about a subject stands, and where its form is sent."""
    return f"{subject.get_absolute_url()}comments/"
