"""Files that browsers and crawlers request from every site, and the error page."""

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.backends.utils import csrf_input_lazy
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from coworking.database.writing.waiting import TooManyWait
from coworking.server.form_again import WHOLE_PAGE, form_again
from coworking.site.queries import site
from coworking.templating.icons import icon_names, single_icon, sprite
from coworking.templating.rendering import render_page, render_partial


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def icons(request: HttpRequest) -> HttpResponse:
    """The sprite of all icons."""
    return HttpResponse(sprite()[0], content_type="image/svg+xml")


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def icon(request: HttpRequest, slug: str) -> HttpResponse:
    """A sprite of one icon that an operator chose."""
    if slug not in icon_names():
        raise Http404
    return HttpResponse(single_icon(slug)[0], content_type="image/svg+xml")


@require_safe
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    icon = site().icon
    return redirect(icon.url if icon else static("img/mark.svg"))


@require_safe
@cache_control(public=True, max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    """Crawlers may read all pages but filtered lists, the admins and URLs that count or redirect."""
    lines = (
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /*?*sort=",
        "Disallow: /*/suggest/",
        "Disallow: /*/map/",
        "Disallow: /count/",
        "Disallow: /*/website/",
        "Disallow: /*/answer/",
        "Disallow: /manage/",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Respond to a URL that leads nowhere (404)."""
    return render_page(request, "404.jinja", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Respond to an error of ours (500), or to a database that does not answer or is locked (503).

    A form that could not be stored comes back with everything that was typed.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError | TooManyWait):
        context: dict[str, Any] = {"is_own": False}
        if request.method == "POST":
            context = form_again(request) | {"csrf_input": csrf_input_lazy(request)}
        headers = {"Retry-After": "30", **WHOLE_PAGE}
        return HttpResponse(render_partial("503.jinja", context), status=503, headers=headers)
    return HttpResponse(render_partial("500.jinja"), status=500)
