"""The manager's page of a space: what is old, what others say, who looked, and who shares the work."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coworking.acts import NotPossible
from coworking.http import MemberRequest
from spaces import letters, managing, staleness, suggestions
from spaces.models import Space, Suggestion, SuggestionState


def managed_space(request: MemberRequest, slug: str) -> Space:
    """A space of the member's own; for everybody else it is not there."""
    space = get_object_or_404(Space.objects.select_related("city__country", "schedule"), slug=slug)
    if not managing.level_of(request.user, space):
        raise Http404
    return space


@login_required
def keep(request: MemberRequest, slug: str) -> HttpResponse:
    """Everything that a manager needs to look at."""
    space = managed_space(request, slug)
    facts = staleness.known([space])[space.pk]
    rows = [
        {"fact": fact, "label": managing.label(fact.name), "value": managing.shown(space, fact.name)}
        for fact in facts
    ]
    others = space.suggestions.filter(state=SuggestionState.WAITING).select_related("source")
    for one in others:
        one.label = managing.label(one.fact)
        one.ours, one.theirs = managing.shown(space, one.fact), managing.suggested(one)
    context = {
        "space": space,
        "rows": rows,
        "old_count": sum(fact.is_old for fact in facts),
        "suggestions": others,
        "roles": space.roles.select_related("member").order_by("granted_at", "pk"),
        "invitations": space.invitations.order_by("created_at"),
        "is_owner": managing.is_owner(request.user, space),
        "edit_url": reverse("manage:spaces_space_change", args=[space.pk]),
        "wants_mail": letters.wants_mail(request.user),
        "letters_token": letters.token_of(request.user),
    }
    return render(request, "spaces/manage/keep.html", context)


@login_required
@require_POST
def confirm(request: MemberRequest, slug: str) -> HttpResponse:
    """Confirm one fact, or all of them, today."""
    space = managed_space(request, slug)
    known = [fact.name for fact in staleness.known([space])[space.pk]]
    asked = request.POST.get("fact", "")
    facts = known if asked == "all" else [name for name in known if name == asked]
    managing.confirm(space, facts, request.user)
    letters.remember_language(request.user)
    if facts:
        messages.success(request, _("Confirmed, as of today."))
    return redirect("keep", slug)


@login_required
@require_POST
def decide(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Take a suggestion over, or decline it."""
    space = managed_space(request, slug)
    suggestion = get_object_or_404(Suggestion, pk=pk, space=space, state=SuggestionState.WAITING)
    suggestion.space = space
    try:
        if request.POST.get("answer") == "accept":
            suggestions.accept(suggestion, request.user)
            messages.success(request, _("Taken over, as your word of today."))
        else:
            suggestions.decline(suggestion, request.user)
            messages.success(request, _("Declined. It does not come back."))
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect("keep", slug)
