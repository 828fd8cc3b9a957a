"""Formatting of facts, and panels, for Django templates."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from spaces.analytics import template_functions as analytics_functions
from spaces.directory import template_functions as directory_functions
from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.pricing import template_functions as pricing_functions

register = template.Library()
register.filter(pricing_functions.money)
register.filter(directory_functions.host)
register.filter(directory_functions.capacity)


@register.simple_tag(takes_context=True)
def parts(context: Context, page: str, subject: Space | City) -> SafeString:
    """Render what other features add to this page."""
    return directory_functions.panels(page, context["request"], subject)


@register.inclusion_tag("spaces/analytics/_weekly_counts.html")
def weekly_figures(space: Space) -> dict[str, Any]:
    """Show how often a space was viewed by week."""
    return analytics_functions.weekly_counts(space)
