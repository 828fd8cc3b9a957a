"""The link of an invitation to sign up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coworking.accounts import invitations


@require_safe
@never_cache
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Open sign-up for whoever has the link, and go on to it."""
    if not invitations.accept(request, token):
        messages.error(request, _("This invitation has expired or was used. Ask for another one."))
    return redirect("account_signup")
