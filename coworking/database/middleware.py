"""The middleware that chooses a replica for each request."""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from coworking.database import replicas
from coworking.database.routers import ReadState, read_state

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
ON_PRIMARY = re.compile(r"/(admin|manage|[a-z-]{2,10}/account)/")  # sign-in, and both admins
# Not signed: someone who sets this cookie by hand only reads from the primary.
PIN_COOKIE = "reads_own_writes"


class ReplicaMiddleware:
    """Lets a page read from a replica, unless its reader has just written something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        if not settings.REPLICAS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        state = ReadState(replicas.choose_replica() if may_lag(request) else None)
        token = read_state.set(state)
        try:
            response = self.get_response(request)
            if response.status_code == 503 and state.alias:  # it failed before the view was called
                leave_replica(state)
                response = self.get_response(request)
        finally:
            read_state.reset(token)
        if state.has_written or request.method not in SAFE_METHODS:
            pin_to_primary(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """When a replica fails in the middle of a page, make the page again from the primary."""
        state = read_state.get()
        if (
            state is None
            or state.alias is None
            or not isinstance(exception, OperationalError | InterfaceError)
        ):
            return None
        leave_replica(state)
        match = request.resolver_match
        assert match is not None  # a view has raised
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response.render() if hasattr(response, "render") else response


def leave_replica(state: ReadState) -> None:
    """Check what is wrong with the replica now, and read from the primary."""
    if state.alias:
        replicas.get_replica(state.alias).check()
    state.alias = None


def may_lag(request: HttpRequest) -> bool:
    """Whether this page may be a few seconds old."""
    has_pin = PIN_COOKIE in request.COOKIES
    return request.method in SAFE_METHODS and not has_pin and not ON_PRIMARY.match(request.path_info)


def pin_to_primary(response: HttpResponse) -> None:
    """Let this client read from the primary until the replicas have surely caught up."""
    patch_cache_control(response, private=True)
    response.set_cookie(
        PIN_COOKIE,
        "1",
        max_age=replicas.PIN_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
