"""Panels about comments on the pages of spaces and cities."""

from django.http import HttpRequest
from django.utils.safestring import SafeString

from coworking.templating.rendering import render_partial
from reviews.comments.queries import newest_comments, recent_comments
from reviews.comments.thread_page import load_thread_page
from reviews.posting.forms import CommentForm
from spaces.directory.models import Space
from spaces.geography.models import City

LATEST_ROWS = 5
RECENT_ROWS = 4


def comments_panel(request: HttpRequest, subject: Space | City) -> SafeString:
    """Render the thread about a space or a city, with the form for members."""
    context = {
        "thread": load_thread_page(subject, request.user, request.GET.get("order", "")),
        "comments_url": comments_url(subject),
        "form": CommentForm() if request.user.is_authenticated else None,
        "parent": None,
        "is_page": False,
        "notices": [],
    }
    return render_partial("reviews/comments/_panel.jinja", context, request)


def latest_comments_panel(request: HttpRequest, space: Space | City) -> SafeString:
    """Render the newest comments and recommendations of a space, for its managers."""
    assert isinstance(space, Space)
    context = {
        "space": space,
        "comments": newest_comments(space, LATEST_ROWS),
        "recommendations": space.recommendations.order_by("-updated_at", "-pk")[:LATEST_ROWS],
        "comments_url": comments_url(space),
    }
    return render_partial("reviews/comments/_latest_panel.jinja", context, request)


def recent_comments_panel(request: HttpRequest, subject: None) -> SafeString:
    """Render the newest comments of the whole site, for the home page; nothing where there are none."""
    comments = recent_comments(RECENT_ROWS)
    context = {"comments": comments}
    return (
        render_partial("reviews/comments/_recent_panel.jinja", context, request)
        if comments
        else SafeString("")
    )


def comments_url(subject: Space | City) -> str:
    """Return the URL of the thread about a subject, which its form posts to."""
    return f"{subject.get_absolute_url()}comments/"
