"""The page on which a member recommends a space, or does not."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from coworking.accounts.requests import MemberRequest
from coworking.templating.rendering import render_page
from reviews.comments.queries import get_or_create_thread
from reviews.posting.workflow import post_as_member
from reviews.recommendations.forms import RecommendationForm
from reviews.recommendations.models import Recommendation
from reviews.recommendations.queries import set_recommendation, withdraw_recommendation
from spaces.directory.models import Space


def _space(slug: str) -> Space:
    space: Space = get_object_or_404(Space.objects.published(), slug=slug)
    return space


@login_required
def recommend(request: MemberRequest, slug: str) -> HttpResponse:
    """Add, change or remove the member's recommendation of a space."""
    space = _space(slug)
    own = Recommendation.objects.filter(space=space, member=request.user).select_related("comment").first()
    initial = {"recommends": "yes" if own.recommends else "no", "good_for": own.good_for} if own else {}
    form = RecommendationForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and "take_back" in request.POST:
        withdraw_recommendation(request.user, space)
        messages.success(request, _("Your word on this space is taken back."))
        return redirect(space)
    if request.method == "POST" and form.is_valid():
        if ratelimit.consume(request, action="comment"):
            _save(request, space, form.cleaned_data)
            messages.success(request, _("Thank you. Your word counts."))
            return redirect(space)
        form.add_error(None, _("That was a lot at once. Wait a minute and send it again; your text is kept."))
    context = {"form": form, "space": space, "own": own}
    return render_page(request, "reviews/recommendations/recommend.jinja", context)


def _save(request: MemberRequest, space: Space, data: dict[str, Any]) -> None:
    text = data["text"].strip()
    posted = None
    if text:
        posted = post_as_member(
            request.user, get_or_create_thread(space), text, language=data["language"], token=data["token"]
        )
    set_recommendation(
        request.user, space, data["recommends"], data["good_for"], posted.comment if posted else None
    )
