"""The site's addresses, and the trivial view that all pages are compared with."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from coworking.urls import handler404, handler500
from coworking.urls import urlpatterns as site
from tests.bench.client import TRIVIAL

__all__ = ["handler404", "handler500", "urlpatterns"]


def trivial(request: HttpRequest) -> HttpResponse:
    """The least that a Django view can do."""
    return HttpResponse("trivial", content_type="text/plain", headers={"Content-Length": "7"})


urlpatterns = [path(TRIVIAL.strip("/") + "/", trivial), *site]
