"""The manager's dashboard of a space: stale facts, suggested edits, views, and the other managers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coworking.accounts.requests import MemberRequest
from coworking.templating.rendering import render_page
from spaces.directory.models import Space
from spaces.managers import describe, facts, outdated, reminders, team
from spaces.managers.models import SuggestedEditState


def managed_space(request: MemberRequest, slug: str) -> Space:
    """The space, if the user manages it; 404 for everybody else."""
    space: Space = get_object_or_404(Space.objects.select_related("city__country", "schedule"), slug=slug)
    if not team.level_of(request.user, space):
        raise Http404
    return space


@login_required
def show(request: MemberRequest, slug: str) -> HttpResponse:
    """Show the dashboard: all that needs the manager's attention."""
    space = managed_space(request, slug)
    known = outdated.known_facts([space])[space.pk]
    rows = [
        {
            "fact": fact,
            "label": describe.fact_label(fact.name),
            "value": describe.describe_current(space, fact.name),
            "shown": _shown(space, fact.name),
        }
        for fact in known
    ]
    edits = (
        space.suggested_edits.filter(state=SuggestedEditState.WAITING)
        .select_related("source")
        .prefetch_related("visitor_answers")
    )
    for edit in edits:
        edit.label = describe.fact_label(edit.fact)
        edit.ours = describe.describe_current(space, edit.fact)
        edit.theirs = describe.describe_suggestion(edit)
    context = {
        "space": space,
        "rows": rows,
        "old_count": sum(fact.is_old for fact in known),
        "suggestions": edits,
        "roles": space.roles.select_related("member").order_by("granted_at", "pk"),
        "invitations": space.invitations.order_by("created_at"),
        "is_owner": team.is_owner(request.user, space),
        "edit_url": reverse("manage:spaces_space_change", args=[space.pk]),
        "wants_mail": reminders.wants_mail(request.user),
        "reminder_token": reminders.token_of(request.user),
    }
    return render_page(request, "spaces/managers/dashboard.jinja", context)


def _shown(space: Space, name: str) -> str:
    """What the form carries of a fact, so that a manager confirms no value that they have not seen."""
    return f"{name}:{facts.value_digest(describe.describe_current(space, name))[:16]}"


@login_required
@require_POST
@transaction.atomic
def confirm(request: MemberRequest, slug: str) -> HttpResponse:
    """Confirm one fact, or all known facts, as of today; none that has changed since the page was shown."""
    space = managed_space(request, slug)
    list(Space.objects.select_for_update().filter(pk=space.pk).values_list("pk"))
    space = managed_space(request, slug)
    known = [fact.name for fact in outdated.known_facts([space])[space.pk]]
    asked, shown = request.POST.get("fact", ""), request.POST.getlist("shown")
    wanted = known if asked == "all" else [name for name in known if name == asked]
    names = [name for name in wanted if _shown(space, name) in shown]
    facts.confirm(space, names, request.user)
    if changed := [describe.fact_label(name) for name in wanted if name not in names]:
        text = _("Changed by somebody else since you opened the page, so not confirmed: %(facts)s.")
        messages.warning(request, text % {"facts": ", ".join(changed)})
    reminders.remember_language(request.user)
    if names:
        messages.success(request, _("Confirmed, as of today."))
    return redirect("manager_dashboard", slug)
