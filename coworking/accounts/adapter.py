"""django-allauth's e-mails name the site by SITE_NAME; a `next` that is no URL leads nowhere."""

from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as asked
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site


class AccountAdapter(DefaultAccountAdapter):
    def is_safe_url(self, url: str | None) -> bool:
        """Whether `next` leads to this site; allauth's own fails at a URL that cannot be parsed."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # "http://["
            return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        site = SimpleNamespace(name=settings.SITE_NAME, domain=get_current_site(asked.request).domain)
        super().send_mail(template_prefix, email, {"current_site": site} | context)
