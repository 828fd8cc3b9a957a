"""Functions that templates call for a search, and for the price of a usage."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coworking.templating import charts
from coworking.templating.library import template_function
from coworking.templating.rendering import render_partial
from spaces.directory.choices import Kind
from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.pricing.exchange_rates import newest_rates
from spaces.pricing.money import format_money
from spaces.pricing.price_list import ConvertedQuote, cheapest_quote
from spaces.pricing.quote import Usage
from spaces.search.engine import Search
from spaces.search.filters.base import FacetOption
from spaces.search.usage import UsageForm, usage_of

MIN_PRICES = 5  # fewer do not show a distribution
MOST_KINDS = 4  # that a sentence lists
# What several spaces of a kind are called. A kind of the operator is not in it: it counts as "other places".
KINDS = {
    Kind.COWORKING: gettext_lazy("coworking spaces"),
    Kind.CAFE: gettext_lazy("cafés"),
    Kind.LIBRARY: gettext_lazy("libraries"),
    Kind.COMMUNITY_HALL: gettext_lazy("community halls"),
    Kind.FABLAB: gettext_lazy("fablabs"),
    Kind.BUSINESS_CENTRE: gettext_lazy("business centres"),
    Kind.INCUBATOR: gettext_lazy("incubators"),
}


class UsagePanel(NamedTuple):
    """The form for a usage as it was filled in, and the price of that usage."""

    data: Mapping[str, Any]
    errors: Mapping[str, Any]
    usage: Usage | None = None
    quote: ConvertedQuote | None = None


@template_function
def usage_panel(space: Space, request: HttpRequest) -> UsagePanel:
    """Compute what a month would cost at a space, for the usage in the query string."""
    if not request.GET:
        return UsagePanel({}, {})
    form = UsageForm(request.GET)
    usage = usage_of(form.cleaned_data) if form.is_valid() else None
    if usage is None:
        return UsagePanel(form.data, form.errors)
    currency = space.city.country.currency or space.price_currency
    quote = cheapest_quote(space.price_list, usage, currency, newest_rates())
    return UsagePanel(form.data, form.errors, usage, quote)


@template_function
def kinds_listed(options: Iterable[FacetOption]) -> str:
    """Return which kinds of spaces a list has, in words: the most frequent ones, then the others."""
    by_count = sorted((option for option in options if option.count), key=lambda option: -option.count)
    names = [str(KINDS[Kind(option.value)]) for option in by_count if option.value in KINDS][:MOST_KINDS]
    if len(by_count) > len(names):
        names.append(_("other places to work"))
    return get_text_list(names, _("and"))


@template_function
def price_distribution(search: Search) -> SafeString:
    """Draw the prices of the spaces found in a city as columns; nothing where too few are known."""
    counts = search.price_counts() if isinstance(search.criteria.place, City) else {}
    if sum(counts.values()) < MIN_PRICES or len(counts) < 2:
        return SafeString("")
    context = {
        "columns": charts.columns(counts),
        "width": charts.COLUMNS_WIDTH,
        "price_count": sum(counts.values()),
        "lowest": format_money(min(counts), search.criteria.currency),
        "highest": format_money(max(counts), search.criteria.currency),
        "median": format_money(charts.median(counts), search.criteria.currency),
        "per": search.criteria.price_per,
        "currency": search.criteria.currency,
    }
    return render_partial("spaces/pricing/_price_distribution.jinja", context)
