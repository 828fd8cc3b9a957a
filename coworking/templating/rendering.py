"""Render Jinja2 templates: whole pages, parts of pages, and macros.

A view of a public page returns

    render_page(request, "spaces/events/list.jinja", {"events": events})

whose template extends `base.jinja` and fills its blocks (`title`, `description`, `robots`, `head`,
`content`). A template knows what `request_context` returns, the registered functions
(`coworking.templating.library`), and `language_code`. Any other name, and any attribute or key that does not
exist, is an error in tests and with DEBUG, and empty on a live site. What may be missing is passed as None,
or read with `.get()` or the filter `default`.

A Django template, such as one of the admin, includes a Jinja2 template with `{% load site %}` and `{%
include_jinja "spaces/search/_card.jinja" space=space %}`. The frame of django-allauth's pages is
`base.html`, which renders its blocks into `base.jinja`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.utils.safestring import SafeString, mark_safe

from coworking.site.queries import site
from coworking.templating.environment import active_environment


def render_page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Respond with a page, rendered in the active language."""
    return HttpResponse(render_partial(template, context, request), status=status)


def render_partial(
    template: str, context: Mapping[str, Any] | None = None, request: HttpRequest | None = None
) -> SafeString:
    """Render a template to HTML; with a request it also knows what a page knows."""
    values = request_context(request) if request else {}
    return mark_safe(active_environment().get_template(template).render({**values, **(context or {})}))


def request_context(request: HttpRequest) -> dict[str, Any]:
    """Return what every page knows. The tokens against request forgery are made when a template uses them."""
    site_settings = site()
    return {
        "request": request,
        "user": getattr(request, "user", None),  # missing where a middleware answered with an error
        "messages": get_messages(request),
        "csrf_input": csrf_input_lazy(request),
        "csrf_token": csrf_token_lazy(request),
        "site_settings": site_settings,
        "site_name": site_settings.name,
    }


def macro(template: str, name: str) -> Callable[..., str]:
    """Return a macro of a template, in the active language."""
    function: Callable[..., str] = getattr(active_environment().get_template(template).module, name)
    return function
