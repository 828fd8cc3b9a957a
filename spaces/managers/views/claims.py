"""Pages on which a member becomes a manager: by a claim, or by an invitation."""

from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coworking.accounts.requests import MemberRequest
from coworking.templating.rendering import render_page
from spaces.directory.models import Space
from spaces.managers import claims, reminders, team
from spaces.managers.models import Claim, ClaimState


class ClaimForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("Your address at its own web domain"), required=False)
    evidence = forms.CharField(
        label=gettext_lazy("Or say how we can know that you manage it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("email") and not data.get("evidence"):
            raise forms.ValidationError(_("Give an address or say how we can know."))
        return data


def _space(slug: str) -> Space:
    space: Space = get_object_or_404(Space.objects.published().select_related("city__country"), slug=slug)
    return space


@login_required
def claim(request: MemberRequest, slug: str) -> HttpResponse:
    """Claim a space."""
    space = _space(slug)
    if team.level_of(request.user, space):
        return redirect("manager_dashboard", slug)
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="claim"):
            form.add_error(None, _("That was a lot at once. Try again in an hour."))
        else:
            made = claims.submit(
                request.user, space, form.cleaned_data["email"], form.cleaned_data["evidence"]
            )
            reminders.remember_language(request.user)
            if made.code_hash:
                return redirect("claim_code", slug)
            messages.success(request, _("Thank you. A moderator will look at it and write to you."))
            return redirect(space)
    waiting = Claim.objects.filter(space=space, member=request.user, state=ClaimState.WAITING).first()
    context = {"space": space, "form": form, "waiting": waiting}
    return render_page(request, "spaces/managers/claim.jinja", context)


@login_required
def claim_code(request: MemberRequest, slug: str) -> HttpResponse:
    """Enter the code that was mailed to the space's own domain."""
    space = _space(slug)
    mine = Claim.objects.filter(space=space, member=request.user).select_related("decided_by")
    latest = mine.order_by("-pk").first()
    if latest is None:
        raise Http404
    if decided := claims.outcome(latest):
        messages.info(request, str(decided.refusal(request.user)))
        return redirect("manager_dashboard", slug) if team.level_of(request.user, space) else redirect(space)
    error = ""
    if request.method == "POST":
        if claims.verify_code(latest, request.POST.get("code", "")[:20]):
            messages.success(request, _("You manage this page now."))
            return redirect("manager_dashboard", slug)
        error = _("This code is wrong or too old. You can ask for another one.")
    context = {"space": space, "claim": latest, "error": error}
    return render_page(request, "spaces/managers/claim_code.jinja", context)


@login_required
def join(request: MemberRequest, slug: str) -> HttpResponse:
    """Accept an invitation to a verified address of the member."""
    space = _space(slug)
    if request.method == "POST" and team.join(request.user, space):
        reminders.remember_language(request.user)
        messages.success(request, _("You manage this page now."))
        return redirect("manager_dashboard", slug)
    if not team.invitations_of(request.user, space):
        raise Http404
    return render_page(request, "spaces/managers/join.jinja", {"space": space})
