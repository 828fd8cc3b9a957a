"""The managers of a space: invite, make an owner, remove, leave."""

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coworking.accounts.requests import MemberRequest
from coworking.audit.registry import NotPossible
from coworking.fields.keys import primary_key
from spaces.directory.models import Space
from spaces.managers import team
from spaces.managers.models import Invitation, Level, Role
from spaces.managers.views.dashboard import managed_space


@login_required
@require_POST
def share(request: MemberRequest, slug: str) -> HttpResponse:
    """Carry out an owner's action: a button of `ACTIONS` with the key of a row, else an invitation."""
    space = managed_space(request, slug)
    if not team.is_owner(request.user, space):
        raise Http404
    name = next((name for name in ACTIONS if request.POST.get(name)), None)
    try:
        if name:
            ACTIONS[name](request, space, primary_key(request.POST[name]))
        else:
            _invite(request, space)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect("manager_dashboard", slug) if team.level_of(request.user, space) else redirect(space)


@login_required
@require_POST
def leave(request: MemberRequest, slug: str) -> HttpResponse:
    """A manager stops managing the space."""
    space = managed_space(request, slug)
    role = get_object_or_404(Role.objects.select_related("space", "member"), space=space, member=request.user)
    try:
        team.remove(request.user, role)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("manager_dashboard", slug)
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect(space)
    messages.success(request, _("You no longer manage this page."))
    return redirect(space)


def _role(space: Space, pk: int) -> Role:
    return get_object_or_404(Role.objects.select_related("space", "member"), pk=pk, space=space)


def _remove(request: MemberRequest, space: Space, pk: int) -> None:
    team.remove(request.user, _role(space, pk))
    messages.success(request, _("Removed."))


def _make_owner(request: MemberRequest, space: Space, pk: int) -> None:
    team.set_level(request.user, _role(space, pk), Level.OWNER)
    messages.success(request, _("They are an owner now."))


def _make_editor(request: MemberRequest, space: Space, pk: int) -> None:
    team.set_level(request.user, _role(space, pk), Level.EDITOR)
    messages.success(request, _("They are an editor now."))


def _withdraw(request: MemberRequest, space: Space, pk: int) -> None:
    team.withdraw(request.user, get_object_or_404(Invitation, pk=pk, space=space))
    messages.success(request, _("The invitation is withdrawn."))


ACTIONS = {"remove": _remove, "make_owner": _make_owner, "make_editor": _make_editor, "withdraw": _withdraw}


def _invite(request: MemberRequest, space: Space) -> None:
    email = forms.EmailField(error_messages={"invalid": _("This is no e-mail address.")}).clean(
        request.POST.get("email", "")
    )
    if not ratelimit.consume(request, action="claim"):
        raise ValidationError(_("That was a lot at once. Try again in an hour."))
    team.invite(request.user, space, email)
    messages.success(request, _("The invitation is sent."))
