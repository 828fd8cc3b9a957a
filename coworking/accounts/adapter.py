"""Who may sign up, and how django-allauth's e-mails name the site.

They name it as the admin does, and by SITE_URL, not by the host of the request.
A `next` that is no URL leads nowhere.
"""

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as asked
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest

from coworking.accounts import invitations
from coworking.accounts.models import User
from coworking.site.models import SignUp
from coworking.site.queries import site, site_name


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether this visitor may make an account: social logins, if any are added, ask here too."""
        sign_up = site().sign_up
        if sign_up == SignUp.INVITATION:
            return invitations.accepted_in(request) is not None
        return bool(sign_up == SignUp.OPEN)

    @transaction.atomic
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Save a new account; an invitation is used up by it."""
        if site().sign_up == SignUp.INVITATION and not invitations.use(request):
            raise PermissionDenied
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def is_safe_url(self, url: str | None) -> bool:
        """Whether `next` leads to this site; allauth's own fails at a URL that cannot be parsed."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # "http://["
            return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        site = SimpleNamespace(name=site_name(), domain=urlsplit(settings.SITE_URL).netloc)
        urls = {name: self._on_this_site(value) for name, value in context.items()}
        super().send_mail(template_prefix, email, {"current_site": site} | urls)

    def _on_this_site(self, value: Any) -> Any:
        """A URL of this site with SITE_URL for the host of the request; anything else as it is.

        Whoever sends a request chooses its host, and a link with a code must not lead there.
        """
        if not isinstance(value, str) or asked.request is None:
            return value
        host = f"://{asked.request.get_host()}/"
        scheme, found, path = value.partition(host)
        return f"{settings.SITE_URL}/{path}" if found and scheme in {"http", "https"} else value
