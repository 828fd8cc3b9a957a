"""Tags that every page uses."""

from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

from coworking.staff.queues import Waiting, waiting_for
from coworking.templating import library
from coworking.templating.icons import sprite
from coworking.templating.rendering import render_partial

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, extra: str = "") -> SafeString:
    """A decorative icon of the sprite. `extra` is a class."""
    return format_html(
        '<svg class="i {}" aria-hidden="true"><use href="{}?v={}#{}"/></svg>',
        extra,
        reverse("icons"),
        sprite()[1],
        name,
    )


@register.simple_tag(takes_context=True)
def include_jinja(context: Context, template_name: str, **values: Any) -> SafeString:
    """Include a Jinja2 template, which knows what the page knows, and `values`."""
    return render_partial(template_name, {**context.flatten(), **values})


def languages(request: HttpRequest | None) -> list[dict[str, Any]]:
    """This page in every language: [{code, name, url, is_current}], relative addresses.

    Only the language at the beginning differs: no address of this site is translated.
    """
    path, current = request.get_full_path() if request else "/", get_language()
    prefix = f"/{current}/"
    return [
        {
            "code": code,
            "name": _own_name(code),
            "url": f"/{code}/{path[len(prefix) :]}" if path.startswith(prefix) else path,
            "is_current": code == current,
        }
        for code, _name in settings.LANGUAGES
    ]


@cache
def _own_name(code: str) -> str:
    return get_language_info(code)["name_local"].capitalize()


@register.simple_tag
def site_link(thing) -> str:
    """The whole address of a thing, for letters."""
    return f"{settings.SITE_URL}{thing.get_absolute_url()}"


@register.filter
def web(address: str) -> str:
    """An address that leads to the web; empty for every other scheme, whoever wrote it down."""
    return address if address.lower().startswith(("https://", "http://")) else ""


@register.simple_tag(takes_context=True)
def waiting_queues(context) -> list[Waiting]:
    """What waits for this user to decide."""
    return waiting_for(context["request"].user)


library.register(icon=icon, languages=languages, web=web)
