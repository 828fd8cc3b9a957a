"""Events, for Django templates."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from spaces.events import template_functions
from spaces.events.models import Event

register = template.Library()
register.filter(template_functions.when)
register.filter(template_functions.clock)
register.filter(template_functions.is_past)
register.filter(template_functions.place_of)


@register.simple_tag(takes_context=True)
def jsonld_of_event(context: Context, event: Event) -> SafeString:
    """Return the structured data of an event for search engines."""
    return template_functions.event_jsonld(event, context["request"])
