"""A health check for load balancers."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from coworking.database import replicas


class HealthMiddleware:
    """Answers `/healthz` before any other middleware: no allowed host, redirect to HTTPS or session is
    needed.

    200 while pages can be read, even if only from a replica; 503 when no database answers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return health_response() if request.path_info == "/healthz" else self.get_response(request)


def health_response() -> HttpResponse:
    primary = replicas.log_position("default") is not None
    readable = primary or any(replicas.log_position(alias) is not None for alias in settings.REPLICAS)
    state = "ok" if primary else "read-only" if readable else "down"
    answer = JsonResponse({"database": state}, status=200 if readable else 503)
    answer["Cache-Control"] = "no-store"
    return answer
