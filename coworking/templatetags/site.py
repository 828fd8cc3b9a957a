"""Tags that every page uses."""

from functools import cache

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

from coworking.icons import sprite
from coworking.queues import Waiting, waiting_for

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
def languages(context) -> list[dict[str, str]]:
    """This page in every language: [{code, name, url}], relative addresses."""
    request: HttpRequest | None = context.get("request")
    path = request.get_full_path() if request else "/"
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": translate_url(path, code),
        }
        for code, _name in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def absolute(context, path: str) -> str:
    """`path` with this site's scheme and host."""
    return context["request"].build_absolute_uri(path)


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
