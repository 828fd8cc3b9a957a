"""The accent colour as a style sheet and in the mark: both URLs name the colours, so they never change."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

SHIPPED = ("a8371b", "f0916b")  # the colours in static/img/mark.svg


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def accent_style(request: HttpRequest, light: str, dark: str) -> HttpResponse:
    """The style sheet that replaces the accent colour of tokens.css."""
    style = (
        f":root{{--accent:#{light}}}\n"
        f"@media (prefers-color-scheme: dark){{:root{{--accent:#{dark}}}}}\n"
    )  # fmt: skip
    return HttpResponse(style, content_type="text/css; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def accent_mark(request: HttpRequest, light: str, dark: str) -> HttpResponse:
    """The mark of the software in these colours."""
    mark = (settings.BASE_DIR / "static/img/mark.svg").read_text("utf-8")
    for shipped, chosen in zip(SHIPPED, (light, dark), strict=True):
        mark = mark.replace(f"#{shipped}", f"#{chosen}")
    return HttpResponse(mark, content_type="image/svg+xml")
