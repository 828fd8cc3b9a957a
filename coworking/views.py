"""Small files that a browser or a robot asks every site for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from coworking.icons import sprite


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
        f"Sitemap: {request.build_absolute_uri(reverse('django.contrib.sitemaps.views.index'))}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
