"""The accent colour as a style sheet and in the mark, whose URLs name the colours; and the manifest."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from coworking.site.queries import site

PAPER = "#faf7f0"  # the ground of pages in static/css/tokens.css
SHORT_NAME = 24  # characters that a telephone shows below an icon, at most
SHIPPED = ("a8371b", "f0916b")  # the colours in static/img/mark.svg


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a telephone needs to put the site on its home screen: names, colours and icons."""
    settled = site()
    icons = [{"src": static("img/touch.png"), "sizes": "512x512", "type": "image/png"}]
    if settled.icon:
        size = f"{settled.icon.width}x{settled.icon.height}"
        icons = [{"src": settled.icon.url, "sizes": size, "type": "image/png"}]
    content = {
        "name": settled.name,
        "short_name": settled.name[:SHORT_NAME],
        "start_url": "/",
        "display": "browser",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


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
