"""Requests and several databases: what reads where, and the answer to the balancer that asks for health."""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from coworking.database import replicas
from coworking.database.routers import ReadState, read_state

SAFE = {"GET", "HEAD", "OPTIONS"}
ON_PRIMARY = re.compile(r"/(admin|manage|[a-z-]{2,10}/account)/")  # sign-in, and both admins
# Whoever sets this cookie by hand reads from the primary: no secret, no signature.
PIN = "reads_own_writes"


class ReplicaMiddleware:
    """Lets a page read from a replica, unless its reader wrote a moment ago."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        if not settings.REPLICAS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = ReadState(replicas.choose_replica() if may_lag(request) else None)
        token = read_state.set(now)
        try:
            response = self.get_response(request)
            if response.status_code == 503 and now.alias:  # it failed before there was a view
                leave_replica(now)
                response = self.get_response(request)
        finally:
            read_state.reset(token)
        if now.wrote or request.method not in SAFE:
            pin(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A replica that fails half-way through a page: the page is made anew from the primary."""
        now = read_state.get()
        if now is None or now.alias is None or not isinstance(exception, OperationalError | InterfaceError):
            return None
        leave_replica(now)
        match = request.resolver_match
        assert match is not None  # a view has raised
        response = match.func(request, *match.args, **match.kwargs)
        return response.render() if hasattr(response, "render") else response


def leave_replica(now: ReadState) -> None:
    """See what is wrong with it, and go on from the primary."""
    if now.alias:
        replicas.get_replica(now.alias).look()
    now.alias = None


def may_lag(request: HttpRequest) -> bool:
    """Whether this page may be a few seconds old."""
    return request.method in SAFE and PIN not in request.COOKIES and not ON_PRIMARY.match(request.path_info)


def pin(response: HttpResponse) -> None:
    """Let this person read from the primary for a while."""
    patch_cache_control(response, private=True)
    response.set_cookie(
        PIN,
        "1",
        max_age=replicas.PIN_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
