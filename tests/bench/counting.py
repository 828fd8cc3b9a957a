"""How many SQL queries a page takes: answered in a header, to requests that ask for it."""

from collections.abc import Callable

from django.db import connections
from django.http import HttpRequest, HttpResponse

ASK, ANSWER = "X-Count-Queries", "X-Queries"


def count_queries(get_response: Callable[[HttpRequest], HttpResponse]):
    """Middleware; a request that does not ask costs nothing more than the look at its headers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if ASK not in request.headers:
            return get_response(request)
        count = 0

        def counted(execute, *args):
            nonlocal count
            count += 1
            return execute(*args)

        with connections["default"].execute_wrapper(counted):
            response = get_response(request)
        response[ANSWER] = str(count)
        return response

    return middleware
