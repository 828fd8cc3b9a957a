"""Small files that a browser or a robot asks every site for, and the page for when all else fails."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import loader
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from coworking.templating.icons import sprite


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def icons(request: HttpRequest) -> HttpResponse:
    """The sprite of all icons."""
    return HttpResponse(sprite()[0], content_type="image/svg+xml")


@require_safe
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("img/mark.svg"))


@require_safe
@cache_control(public=True, max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    """Robots may read pages; filtered lists and the admin are no use to them."""
    lines = (
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /*?*sort=",
        "Disallow: /*/suggest/",
        "Disallow: /*/map/",
        "Disallow: /count/",
        "Disallow: /*/website/",
        "Disallow: /manage/",
        f"Sitemap: {request.build_absolute_uri(reverse('django.contrib.sitemaps.views.index'))}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke; when it is the database that does not answer, say so, and when to come back."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = loader.get_template("503.html").render()
        return HttpResponse(page, status=503, headers={"Retry-After": "30"})
    return HttpResponse(loader.get_template("500.html").render(), status=500)
