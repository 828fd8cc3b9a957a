"""Keeping a space true: claim it, confirm what holds, decide what others suggest, share the work."""

from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.mail import send_mail
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from coworking.acts import NotPossible
from coworking.http import MemberRequest
from spaces import claims, managing, suggestions
from spaces.models import Claim, ClaimState, Invitation, Level, Role, Space, Suggestion, SuggestionState


class ClaimForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("Your address at its own web domain"), required=False)
    evidence = forms.CharField(
        label=gettext_lazy("Or say how we can know that you manage it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )

    def clean(self) -> dict:
        data = super().clean() or {}
        if not self.errors and not data.get("email") and not data.get("evidence"):
            raise forms.ValidationError(_("Give an address or say how we can know."))
        return data


def _space(slug: str) -> Space:
    return get_object_or_404(Space.objects.published().select_related("city__country"), slug=slug)


def _managed(request: MemberRequest, slug: str) -> Space:
    """A space of the member's own; for everybody else it is not there."""
    space = get_object_or_404(Space.objects.select_related("city__country"), slug=slug)
    if not managing.level_of(request.user, space):
        raise Http404
    return space


@login_required
def claim(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask to manage a space."""
    space = _space(slug)
    if managing.level_of(request.user, space):
        return redirect("keep", slug)
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="claim"):
            form.add_error(None, _("That was a lot at once. Try again in an hour."))
        else:
            made = claims.ask(request.user, space, form.cleaned_data["email"], form.cleaned_data["evidence"])
            if made.code_hash:
                return redirect("claim_code", slug)
            messages.success(request, _("Thank you. A moderator will look at it and write to you."))
            return redirect(space)
    waiting = Claim.objects.filter(space=space, member=request.user, state=ClaimState.WAITING).first()
    return render(request, "spaces/manage/claim.html", {"space": space, "form": form, "waiting": waiting})


@login_required
def claim_code(request: MemberRequest, slug: str) -> HttpResponse:
    """Type the code that was mailed to the space's own domain."""
    space = _space(slug)
    waiting = get_object_or_404(Claim, space=space, member=request.user, state=ClaimState.WAITING)
    wrong = ""
    if request.method == "POST":
        if claims.prove(waiting, request.POST.get("code", "")[:20]):
            messages.success(request, _("You manage this page now."))
            return redirect("keep", slug)
        wrong = _("This code is wrong or too old. You can ask for another one.")
    return render(request, "spaces/manage/code.html", {"space": space, "claim": waiting, "wrong": wrong})


@login_required
def keep(request: MemberRequest, slug: str) -> HttpResponse:
    """What waits for the manager: old facts to confirm, suggestions to decide, and who shares the work."""
    space = _managed(request, slug)
    says = managing.told(space)
    old = managing.old_facts(space)
    facts = [
        {
            "name": name,
            "label": managing.label(name),
            "value": managing.shown(space, name),
            "told": says.get(name),
            "is_old": name in old,
        }
        for name in managing.known_facts(space)
    ]
    waiting = space.suggestions.filter(state=SuggestionState.WAITING).select_related("source")
    for one in waiting:
        one.label = managing.label(one.fact)
        one.ours, one.theirs = managing.shown(space, one.fact), managing.suggested(one)
    context = {
        "space": space,
        "facts": facts,
        "old_count": len(old),
        "suggestions": waiting,
        "roles": space.roles.select_related("member").order_by("granted_at"),
        "invitations": space.invitations.order_by("created_at"),
        "is_owner": managing.is_owner(request.user, space),
        "edit_url": reverse("manage:spaces_space_change", args=[space.pk]),
    }
    return render(request, "spaces/manage/keep.html", context)


@login_required
@require_POST
def confirm(request: MemberRequest, slug: str) -> HttpResponse:
    """Confirm one fact, or all of them, today."""
    space = _managed(request, slug)
    known = managing.known_facts(space)
    asked = request.POST.get("fact", "")
    facts = known if asked == "all" else [name for name in known if name == asked]
    managing.confirm(space, facts)
    if facts:
        messages.success(request, _("Confirmed, as of today."))
    return redirect("keep", slug)


@login_required
@require_POST
def decide(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Take a suggestion over, or decline it."""
    space = _managed(request, slug)
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


@login_required
@require_POST
def share(request: MemberRequest, slug: str) -> HttpResponse:
    """An owner invites an editor, or removes somebody."""
    space = _managed(request, slug)
    if not managing.is_owner(request.user, space):
        raise Http404
    if remove := request.POST.get("remove", ""):
        _remove(request, space, remove)
    elif withdraw := request.POST.get("withdraw", ""):
        space.invitations.filter(pk=withdraw if withdraw.isdigit() else 0).delete()
        messages.success(request, _("The invitation is withdrawn."))
    else:
        _invite(request, space)
    return redirect("keep", slug)


def _remove(request: MemberRequest, space: Space, pk: str) -> None:
    role = get_object_or_404(Role, pk=pk if pk.isdigit() else 0, space=space)
    owners = space.roles.filter(level=Level.OWNER)
    if role.level == Level.OWNER and owners.count() == 1:
        messages.error(request, _("A managed space keeps one owner."))
        return
    role.delete()
    messages.success(request, _("Removed."))


def _invite(request: MemberRequest, space: Space) -> None:
    form = forms.EmailField()
    try:
        email = form.clean(request.POST.get("email", ""))
    except forms.ValidationError:
        messages.error(request, _("This is no e-mail address."))
        return
    if not ratelimit.consume(request, action="claim"):
        messages.error(request, _("That was a lot at once. Try again in an hour."))
        return
    made = Invitation.objects.filter(space=space, email__iexact=email).first() or Invitation.objects.create(
        space=space, email=email, invited_by=request.user
    )
    link = f"{settings.SITE_URL}{reverse('join', args=[space.slug])}"
    subject = _("Keep the page of %(space)s true") % {"space": space.name}
    body = _("%(who)s invites you to edit the page of %(space)s. Sign in with this address and open:") % {
        "who": request.user.display_name or request.user.email,
        "space": space.name,
    }
    send_mail(subject, f"{body}\n\n{link}", None, [made.email], fail_silently=True)
    messages.success(request, _("The invitation is sent."))


@login_required
def join(request: MemberRequest, slug: str) -> HttpResponse:
    """Accept an invitation that went to one's own verified address."""
    space = _space(slug)
    own = EmailAddress.objects.filter(user=request.user, verified=True).values_list("email", flat=True)
    mine = [one for one in space.invitations.all() if one.email.lower() in {email.lower() for email in own}]
    if not mine:
        raise Http404
    if request.method == "POST":
        Role.objects.get_or_create(space=space, member=request.user)
        Invitation.objects.filter(pk__in=[one.pk for one in mine]).delete()
        messages.success(request, _("You manage this page now."))
        return redirect("keep", slug)
    return render(request, "spaces/manage/join.html", {"space": space})
