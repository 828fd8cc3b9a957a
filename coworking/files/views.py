"""Serving uploaded photos, for a site on one machine; behind nginx, let nginx serve the folder."""

from pathlib import PurePosixPath

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

PICTURES = {
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
}


@require_safe
@cache_control(public=True, max_age=604_800)
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file of MEDIA_ROOT. A file that is not named as a picture is a download, never a page."""
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # GZipMiddleware must not compress pictures a second time
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    picture = PICTURES.get(PurePosixPath(path).suffix.lower())
    response["Content-Type"] = picture or "application/octet-stream"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    if not picture:
        response["Content-Disposition"] = "attachment"
    return response
