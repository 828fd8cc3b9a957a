"""The request as middleware leaves it, for type hints."""

from django.http import HttpRequest as DjangoHttpRequest
from django_htmx.middleware import HtmxDetails

from coworking.accounts.models import User


class HttpRequest(DjangoHttpRequest):
    htmx: HtmxDetails


class MemberRequest(HttpRequest):
    """Behind `login_required`."""

    user: User
