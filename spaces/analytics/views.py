"""The image by which pages are counted, and the counted redirect to a space's web site."""

import base64
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from spaces.analytics import counters
from spaces.analytics.models import CountKind
from spaces.directory.models import Space

PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
KINDS = {"view": CountKind.VIEW, "shown": CountKind.SHOWN}


@require_safe
@cache_control(private=True, max_age=1800)
def pixel(request: HttpRequest, kind: str, spaces: str) -> HttpResponse:
    """Return an image of one pixel, cached for half an hour, so that a reload is not another view."""
    if request.method == "GET":
        counters.count(request, KINDS[kind], {int(pk) for pk in spaces.split("-")})
    return HttpResponse(PIXEL, content_type="image/gif")


@require_safe
@never_cache
def website(request: HttpRequest, slug: str) -> HttpResponse:
    """Count a click and redirect to the web site of the space, and to nowhere else."""
    space = get_object_or_404(Space.objects.published(), slug=slug)
    if urlsplit(space.website).scheme not in ("http", "https"):
        raise Http404
    if request.method == "GET":
        counters.count(request, CountKind.CLICK, [space.pk])
    return HttpResponseRedirect(space.website)
