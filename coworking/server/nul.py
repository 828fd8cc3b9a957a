"""Requests that contain a NUL character."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, UnreadablePostError
from django.http.response import HttpResponseBase

NUL = "\x00"


class RefuseNulMiddleware:
    """Answers 400 to a request with a NUL character in its path, a parameter, a field or a cookie.

    Nobody types one, PostgreSQL stores and compares none, and SQLite would end the text there. The content of
    files is not looked at.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return refusal() if has_nul(request) else self.get_response(request)


def refusal() -> HttpResponse:
    return HttpResponseBadRequest("A request may not contain a NUL character.\n", content_type="text/plain")


def has_nul(request: HttpRequest) -> bool:
    """Whether the path, a parameter, a field, the name of a file or a cookie contains NUL."""
    query = request.META.get("QUERY_STRING", "")
    if NUL in request.path or "%00" in query or NUL in query:
        return True
    # A quoted cookie may have any character as an octal escape.
    if "\\000" in request.META.get("HTTP_COOKIE", "") and any(
        NUL in text for text in request.COOKIES.values()
    ):
        return True
    return request.method == "POST" and any(NUL in text for text in _sent_texts(request))


def _sent_texts(request: HttpRequest) -> list[str]:
    """Names and values of the fields, and names of files; empty if the client hung up while it sent them."""
    try:
        fields, files = request.POST.lists(), request.FILES.lists()
    except UnreadablePostError:
        return []
    texts = [text for name, values in fields for text in (name, *values)]
    return texts + [text for name, values in files for text in (name, *(file.name or "" for file in values))]
