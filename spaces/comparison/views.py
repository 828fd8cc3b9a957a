"""The page that compares spaces."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from coworking.templating.rendering import render_page
from spaces.comparison import queries
from spaces.directory.models import Space
from spaces.pricing.exchange_rates import Rates, newest_rates
from spaces.pricing.models import Unit
from spaces.search.filters.fields import PointField
from spaces.search.usage import UsageForm, add_usage_prices, usage_of

OTHER_PARAMETERS = ("days", "hours", "room", "near")


class CompareForm(UsageForm):
    """The parameters of the comparison: a usage, and a point to measure distances from."""

    near = PointField(required=False)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Compare up to four spaces, one for each `space` in the query string, so that the URL can be shared."""
    form = CompareForm(request.GET)
    form.full_clean()
    near = form.cleaned_data.get("near")
    listed = Space.objects.published()
    chosen = queries.select_spaces(
        request.GET.getlist("space"), listed.with_distance(*near) if near else listed
    )
    usage = usage_of(form.cleaned_data)
    currency = _currency(chosen.spaces)
    is_foreign = any(space.price_currency not in ("", currency) for space in chosen.spaces)
    rates = newest_rates() if usage or is_foreign else Rates(None, {})
    add_usage_prices(chosen.spaces, usage, currency, rates)
    context: dict[str, Any] = {
        "chosen": chosen,
        "columns": _columns(chosen.spaces, request.GET),
        "others": _others(chosen.spaces, request.GET),
        "price_rows": {
            unit: queries.price_row(chosen.spaces, unit, currency, rates) for unit in (Unit.DAY, Unit.MONTH)
        },
        "currency": currency,
        "is_foreign": is_foreign,
        "capacities_differ": queries.capacities_differ(chosen.spaces),
        "amenity_rows": queries.amenity_rows(chosen.spaces),
        "form": form,
        "usage": usage,
        "rates": rates,
        "near": near,
        "most": queries.MAX_SPACES,
    }
    return render_page(request, "spaces/comparison/compare.jinja", context)


def _currency(spaces: list[Space]) -> str:
    """Return the currency into which all prices are converted: that of the first space's country."""
    return (spaces[0].city.country.currency if spaces else "") or "EUR"


def _other_parameters(data: QueryDict) -> dict[str, str]:
    return {key: str(data[key])[:60] for key in OTHER_PARAMETERS if data.get(key)}


def _columns(spaces: list[Space], data: QueryDict) -> list[dict[str, Any]]:
    """Return each space with its sources, and the URL of the comparison without it."""
    parameters = _other_parameters(data)
    return [
        {
            "space": space,
            "sources": queries.newest_sources(space),
            "without": queries.compare_url([other.slug for other in spaces if other != space], parameters),
        }
        for space in spaces
    ]


def _others(spaces: list[Space], data: QueryDict) -> list[tuple[Space, str]]:
    """Return spaces that can be added, each with the URL of the comparison with it."""
    slugs, parameters = [space.slug for space in spaces], _other_parameters(data)
    return [
        (other, queries.compare_url([*slugs, other.slug], parameters))
        for other in queries.other_spaces(spaces)
    ]
