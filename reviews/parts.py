"""What this room adds to the pages of spaces and cities."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reviews.favourites import is_kept
from reviews.forms import CommentForm
from reviews.models import Recommendation
from reviews.recommending import good_for
from reviews.threads import newest_comments, talk
from spaces.models import City, Space

MOST_SAID = 5


def word(request: HttpRequest, subject: Space | City) -> SafeString:
    """The thread about a space or a city, with the form for members."""
    found = talk(subject, request.user, request.GET.get("order", ""))
    context = {
        "talk": found,
        "subject": subject,
        "comments_url": comments_url(subject),
        "form": CommentForm() if request.user.is_authenticated else None,
    }
    return render_to_string("reviews/_word.html", context, request)


def recommendation_bar(request: HttpRequest, space: Space | City) -> SafeString:
    """How many recommend a space and what for, and the member's own word."""
    assert isinstance(space, Space)
    context: dict = {"space": space, "good_for": good_for(space) if space.recommendation_count else []}
    if request.user.is_authenticated:
        context["mine"] = Recommendation.objects.filter(member=request.user, space=space).first()
    return render_to_string("reviews/_recommendations.html", context, request)


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
