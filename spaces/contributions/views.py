"""Pages on which members propose a missing space, or report changes of an existing one."""

from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coworking.accounts.requests import MemberRequest
from coworking.audit.registry import NotPossible
from coworking.fields.amount_fields import changed_numbers
from coworking.templating.rendering import render_page
from spaces.contributions import proposals, reports, suggested_edits
from spaces.contributions.forms import ProposalForm, ReportForm
from spaces.contributions.likely_duplicates import Candidate, PlaceDescription, find_candidates
from spaces.contributions.models import Proposal, ProposalState
from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.geography.visitor import visitor_country
from spaces.managers.models import SuggestedEdit
from spaces.managers.views.dashboard import managed_space

TOO_MUCH = 429
SEND = len(ProposalForm.STEPS) + 1  # after the last step


@login_required
def propose(request: MemberRequest) -> HttpResponse:
    """Suggest a space, in three steps and then send it. Who sends all at once need not name a step.

    Likely duplicates are shown before the next step, or before it is sent; a second POST says that it is none
    of them.
    """
    form = ProposalForm(request.POST if request.method == "POST" else None, initial=_initial(request))
    if request.method != "POST":
        return _show(request, form)
    form.full_clean()
    step = _step(request.POST.get("step", ""))
    wrong = form.wrong_step(until=step)
    if wrong:
        return _show(request, form, step=wrong)
    description = form.description()
    found = find_candidates(description) if step > 1 else []
    if {str(one.space.pk) for one in found} - _answered(request.POST):
        return _show(request, form, found, description, step=step - 1)
    if step != SEND:
        return _show(request, form, description=description, step=step)
    if not ratelimit.consume(request, action="contribute"):
        form.add_error(None, _("That was a lot at once. Try again in an hour; what you typed is kept."))
        return _show(request, form, found, description, step=step - 1, status=TOO_MUCH)
    data = form.cleaned_data
    proposal, is_new = proposals.propose(
        request.user, data["country"], data["city"], description.city, description.facts, data["how"]
    )
    messages.success(request, _with_numbers(_proposed_message(proposal, is_new), form))
    return redirect("propose")


def _answered(data: QueryDict) -> set[str]:
    """The keys of the spaces that the member has seen, and gone on: it is none of them."""
    return {*data.getlist("seen"), *data.getlist("answered")}


def _step(typed: str) -> int:
    """The number of the step that a button leads to."""
    return int(typed) if typed in ("1", "2", "3") else SEND


def _proposed_message(proposal: Proposal, is_new: bool) -> str:
    if is_new:
        return _(
            "Thank you. A moderator will look at it and write to you; your page shows what becomes of it."
        )
    if proposal.state == ProposalState.WAITING:
        return _("You have suggested this space already; a moderator will look at it.")
    return _("You have suggested this space before: %(state)s.") % {"state": proposal.get_state_display()}


def _show(
    request: MemberRequest,
    form: ProposalForm,
    found: list[Candidate] | None = None,
    description: PlaceDescription | None = None,
    step: int = 1,
    status: int = 200,
) -> HttpResponse:
    form.show_map()
    context = {
        "form": form,
        "candidates": found,
        "described": description,
        "step": step,
        "answered": sorted(_answered(request.POST) - {str(one.space.pk) for one in found or ()}),
    }
    return render_page(request, "spaces/contributions/propose.jinja", context, status=status)


def _initial(request: MemberRequest) -> dict[str, Any]:
    """Return initial values from the page that links here: a name that was searched for, a city."""
    code, _slash, slug = request.GET.get("in", "")[:250].partition("/")
    city = City.objects.filter(country=code.upper(), slug=slug).first() if slug else None
    country = city.country_id if city else code.upper()[:2] or visitor_country(request)
    return {"name": request.GET.get("name", "")[:200], "city": city.name if city else "", "country": country}


@login_required
@require_safe
def likely_spaces(request: MemberRequest) -> HttpResponse:
    """List, while the member types, the spaces that may be the described one."""
    form = ProposalForm(request.GET)
    form.is_valid()
    description = form.description()
    found = [one for one in find_candidates(description) if str(one.space.pk) not in _answered(request.GET)]
    context = {"candidates": found, "described": description}
    return render_page(request, "spaces/contributions/_likely_duplicates.jinja", context)


@login_required
def report(request: MemberRequest, slug: str) -> HttpResponse:
    """Report changes of a space, field by field."""
    space = get_object_or_404(Space.objects.published().select_related("city__country"), slug=slug)
    if request.method == "POST":
        form = ReportForm(space, request.POST)
    else:
        form = ReportForm(space, answer=request.GET.get("answer", ""))
    if request.method == "POST" and form.is_valid():
        data, changes = form.cleaned_data, form.changes()
        if not changes and not data["what"]:
            form.add_error(None, _("You changed nothing."))
        elif not ratelimit.consume(request, action="contribute"):
            form.add_error(None, _("That was a lot at once. Try again in an hour; what you typed is kept."))
        else:
            new = reports.report(request.user, space, changes, data["what"], data["when"], data["note"])
            messages.success(request, _with_numbers(_reported_message(new), form))
            return redirect(space)
    return render_page(request, "spaces/contributions/report.jinja", {"space": space, "form": form})


def _with_numbers(message: str, form: forms.BaseForm) -> str:
    """A message with the numbers that were sent, as they were understood."""
    numbers = ", ".join(changed_numbers(form))
    return f"{message} " + _("Understood: %(numbers)s.") % {"numbers": numbers} if numbers else message


def _reported_message(new: int) -> str:
    if new:
        return _("Thank you. It waits for somebody to check it; you will be told.")
    return _("You have reported this already.")


@login_required
@require_POST
def decide(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Accept or decline a suggested edit, as a manager of the space."""
    space = managed_space(request, slug)
    suggestion = get_object_or_404(SuggestedEdit, pk=pk, space=space)
    try:
        if request.POST.get("answer") == "accept":
            suggested_edits.accept(suggestion, request.user)
            messages.success(request, _("Taken over, as your word of today."))
        else:
            suggested_edits.decline(suggestion, request.user)
            messages.success(request, _("Declined. It does not come back."))
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect("manager_dashboard", slug)
