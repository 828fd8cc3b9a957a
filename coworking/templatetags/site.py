"""Tags and filters of Django templates: the admin, mail and django-allauth's pages."""

from typing import Any, Protocol

from django import template
from django.conf import settings
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from coworking.operator import checklist
from coworking.staff.queues import Waiting, waiting_for
from coworking.templating import template_functions
from coworking.templating.rendering import render_partial

register = template.Library()
register.simple_tag(template_functions.icon)
register.filter(template_functions.web)


@register.simple_tag(takes_context=True)
def include_jinja(context: Context, template_name: str, **values: Any) -> SafeString:
    """Include a Jinja2 template, which gets the context of the page and `values`."""
    page_context: dict[str, Any] = context.flatten()  # type: ignore[assignment]  # django-stubs' union
    return render_partial(template_name, page_context | values)


class HasPage(Protocol):
    """A model with a page of its own."""

    def get_absolute_url(self) -> str: ...


@register.simple_tag
def site_link(thing: HasPage) -> str:
    """Return the absolute URL of an object, for e-mails."""
    return f"{settings.SITE_URL}{thing.get_absolute_url()}"


@register.filter
def missing(items: list[checklist.Item]) -> str:
    """Return how many of them are not done, in words."""
    count = sum(not item.is_done for item in items)
    return ngettext("%(count)s missing", "%(count)s missing", count) % {"count": count}


@register.simple_tag(takes_context=True)
def going_public(context: Context) -> list[checklist.Item]:
    """Return what is to be done before the site goes public, for those who may do it."""
    return checklist.items() if context["request"].user.has_perm(checklist.PERMISSION) else []


@register.simple_tag(takes_context=True)
def waiting_queues(context: Context) -> list[Waiting]:
    """Return the queues in which something waits for a decision of this user."""
    return waiting_for(context["request"].user)
