"""The summary of recommendations on the page of a space."""

from django.http import HttpRequest
from django.utils.safestring import SafeString

from coworking.templating.rendering import render_partial
from reviews.recommendations.queries import good_for_counts
from spaces.directory.models import Space
from spaces.geography.models import City


def recommendation_summary(request: HttpRequest, space: Space | City) -> SafeString:
    """Render how many members recommend a space and what for, and the reader's own recommendation."""
    assert isinstance(space, Space)
    user = request.user
    context = {
        "space": space,
        "good_for": good_for_counts(space) if space.recommendation_count else [],
        "own": space.recommendations.filter(member=user).first() if user.is_authenticated else None,
    }
    return render_partial("reviews/recommendations/_summary.jinja", context, request)
