"""Requests as middleware completes them, for type hints."""

from django.http import HttpRequest as DjangoHttpRequest
from django_htmx.middleware import HtmxDetails

from coworking.accounts.models import User


class HttpRequest(DjangoHttpRequest):
    htmx: HtmxDetails
    paths_by_language: dict[str, str]
    """{language: path} of a page whose path differs in more than the language; set by its view"""


class MemberRequest(HttpRequest):
    """A request of a signed-in user, for views behind `login_required`."""

    user: User
