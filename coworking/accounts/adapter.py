"""django-allauth's e-mails name the site by SITE_NAME, not by the host of the request."""

from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as asked
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        site = SimpleNamespace(name=settings.SITE_NAME, domain=get_current_site(asked.request).domain)
        super().send_mail(template_prefix, email, {"current_site": site} | context)
