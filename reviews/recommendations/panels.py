from django.http import HttpRequest
from django.utils.safestring import SafeString

from coworking.templating.rendering import render_partial
from reviews.recommendations.queries import good_for
from spaces.directory.models import Space
from spaces.geography.models import City


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
    return render_partial("reviews/recommendations/_summary.jinja", values)
