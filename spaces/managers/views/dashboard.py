"""The manager's page of a space: what is old, what others say, who looked, and who shares the work."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coworking.accounts.requests import MemberRequest
from spaces.directory.models import Space
from spaces.managers import facts as managing
from spaces.managers import outdated, reminders
from spaces.managers.models import SuggestedEditState


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
    facts = outdated.known([space])[space.pk]
    rows = [
        {"fact": fact, "label": managing.label(fact.name), "value": managing.shown(space, fact.name)}
        for fact in facts
    ]
    others = space.suggestions.filter(state=SuggestedEditState.WAITING).select_related("source")
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
        "wants_mail": reminders.wants_mail(request.user),
        "letters_token": reminders.token_of(request.user),
    }
    return render(request, "spaces/managers/dashboard.html", context)


@login_required
@require_POST
def confirm(request: MemberRequest, slug: str) -> HttpResponse:
    """Confirm one fact, or all of them, today."""
    space = managed_space(request, slug)
    known = [fact.name for fact in outdated.known([space])[space.pk]]
    asked = request.POST.get("fact", "")
    facts = known if asked == "all" else [name for name in known if name == asked]
    managing.confirm(space, facts, request.user)
    reminders.remember_language(request.user)
    if facts:
        messages.success(request, _("Confirmed, as of today."))
    return redirect("keep", slug)
