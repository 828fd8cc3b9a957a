"""The price of a usage, for Django templates."""

from django import template
from django.forms import Form

from coworking.templating.rendering import macro
from spaces.pricing.price_list import ConvertedQuote
from spaces.pricing.template_functions import exchange_rate_note

register = template.Library()
register.simple_tag(exchange_rate_note, name="converted")


@register.simple_tag
def card_figure(quote: ConvertedQuote | None) -> str:
    """Return the price of the usage where a card has its price."""
    return macro("spaces/pricing/_quote.jinja", "quote_price")(quote)


@register.simple_tag
def figure_line(quote: ConvertedQuote) -> str:
    """Return what the price of the usage is made up of."""
    return macro("spaces/pricing/_quote.jinja", "quote_details")(quote)


@register.simple_tag
def usage_fields(form: Form) -> str:
    """Return the three fields of a usage, each with its errors beside it."""
    return macro("spaces/pricing/_usage_fields.jinja", "usage_fields")(form.data, form.errors)
