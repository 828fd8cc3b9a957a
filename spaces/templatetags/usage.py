"""The price for one's usage, on cards and on the page of a space."""

from django import template
from django.http import HttpRequest
from django.template.defaultfilters import date as format_date
from django.utils.translation import gettext as _

from coworking.templating.library import register as for_jinja
from coworking.templating.rendering import macro
from spaces.directory.models import Space
from spaces.pricing.describe import (
    assumptions,
    describe_missing,
    describe_purchase,
    describe_quote,
    describe_tax,
)
from spaces.pricing.exchange_rates import Rates, newest_rates
from spaces.pricing.money import format_money
from spaces.pricing.price_list import ConvertedQuote, cheapest_quote
from spaces.search.usage import UsageForm, usage_of

register = template.Library()
register.filter("purchase_words", describe_purchase)
register.filter("made_up", describe_quote)
register.filter("tax_words", describe_tax)
register.filter("missing_words", describe_missing)
register.filter(assumptions)


@register.filter
def quoted(figure: ConvertedQuote) -> str:
    """The amount in the space's own currency; both ends where it is a range."""
    quote = figure.quote
    low = format_money(quote.amount, quote.currency)
    if quote.amount_max > quote.amount:
        return f"{low} – {format_money(quote.amount_max, quote.currency)}"
    return low


@register.simple_tag
def card_figure(figure: ConvertedQuote | None) -> str:
    """The price for the usage where a card has its price."""
    return macro("spaces/pricing/_quote.jinja", "figure_price")(figure)


@register.simple_tag
def figure_line(figure: ConvertedQuote) -> str:
    """What the price for the usage is made up of."""
    return macro("spaces/pricing/_quote.jinja", "figure_line")(figure)


@register.simple_tag
def converted(rates: Rates) -> str:
    """At whose rate of which day amounts are converted."""
    day = format_date(rates.date, "j F Y")
    return _("converted at the European Central Bank’s rate of %(date)s") % {"date": day}


def usage_panel(space: Space, request: HttpRequest) -> dict:
    """What a month would cost here: three numbers as given, and the answer."""
    if not request.GET:
        return {"given": {}, "errors": {}}
    form = UsageForm(request.GET)
    usage = usage_of(form.cleaned_data) if form.is_valid() else None
    answer = {}
    if usage:
        currency = space.city.country.currency or space.price_currency
        answer["figure"] = cheapest_quote(space.price_list, usage, currency, newest_rates())
    return {"given": form.data, "errors": form.errors, "usage": usage} | answer


@register.simple_tag
def usage_fields(form) -> str:
    """The three numbers, each with its mistake beside it."""
    return macro("spaces/pricing/_usage_fields.jinja", "usage_fields")(form.data, form.errors)


for_jinja(
    quoted=quoted,
    converted=converted,
    made_up=describe_quote,
    tax_words=describe_tax,
    missing_words=describe_missing,
    assumptions=assumptions,
    purchase_words=describe_purchase,
    usage_panel=usage_panel,
)
