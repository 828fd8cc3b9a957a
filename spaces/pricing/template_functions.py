"""Functions that templates call for prices."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coworking.fields.partial_dates import first_day
from coworking.templating import charts
from coworking.templating.library import memoized_template_function, template_function
from spaces.pricing import describe
from spaces.pricing.exchange_rates import Rates
from spaces.pricing.models import Plan, Unit, What
from spaces.pricing.money import format_money
from spaces.pricing.price_list import ConvertedQuote
from spaces.provenance.freshness import freshness
from spaces.provenance.queries import Provenance

OPEN_PLANS, OPEN_CHARTS = 8, 2  # how many are shown before the reader opens the rest
WHAT_ORDER = {what: number for number, what in enumerate(What.values)}
UNIT_ORDER = {unit: number for number, unit in enumerate(Unit.values)}

template_function(describe.assumptions)
template_function(describe.describe_missing)
template_function(describe.describe_purchase)
template_function(describe.describe_quote)
template_function(describe.describe_tax)


class PriceChart(NamedTuple):
    """The price of one thing at two dates or more."""

    first: Plan
    last: Plan
    steps: charts.Steps


class PriceGroup(NamedTuple):
    """The current prices of one thing, each with its provenance."""

    what: str
    rows: list[tuple[Plan, Provenance]]


class PriceHistory(NamedTuple):
    """Current prices in groups and earlier ones, each with its provenance.

    `more_current` and `more_charts` are folded: nobody should scroll past 28 prices to read the hours.
    `tax_included` is what most current prices say of tax: that it is included, is not, or nothing (None).
    """

    current: list[PriceGroup]
    more_current: list[PriceGroup]
    more_count: int
    tax_included: bool | None
    earlier: list[tuple[Plan, Provenance]]
    charts: list[PriceChart]
    more_charts: list[PriceChart]


@memoized_template_function
def money(amount: Decimal, currency: str) -> str:
    """Format an amount for the active language."""
    return format_money(amount, currency)


@memoized_template_function
def what_label(what: str) -> str:
    """Return what a plan is the price of."""
    return str(What(what).label)


@memoized_template_function
def unit_label(unit: str) -> str:
    """Return the period of a plan's price."""
    return str(Unit(unit).label)


@template_function
def plan_period(plan: Plan) -> str:
    """Return what time a price is for: "month", "10 days", "2 × hour"."""
    if plan.unit == Unit.PASS and plan.quantity > 1:
        return ngettext("%(n)s day", "%(n)s days", plan.quantity) % {"n": plan.quantity}
    label = unit_label(plan.unit)
    return f"{plan.quantity} × {label}" if plan.quantity > 1 else label


@template_function
def quote_amount(converted: ConvertedQuote) -> str:
    """Format the amount of a quote in the space's own currency; both ends where it is a range."""
    quote = converted.quote
    low = format_money(quote.amount, quote.currency)
    if quote.amount_max > quote.amount:
        return f"{low} – {format_money(quote.amount_max, quote.currency)}"
    return low


@template_function
def exchange_rate_note(rates: Rates) -> str:
    """Return at whose rate of which day amounts are converted."""
    day = format_date(rates.date, "j F Y")
    return _("converted at the European Central Bank’s rate of %(date)s") % {"date": day}


@template_function
def price_history(plans: list[Plan]) -> PriceHistory:
    """Sort the plans of a space into what its page shows."""
    today = timezone.localdate()
    rows = [
        (plan, Provenance(plan, freshness(plan.as_of, plan.as_of_basis, "prices", today))) for plan in plans
    ]
    current = sorted((row for row in rows if row[0].is_current), key=_plan_order)
    tax = Counter(plan.tax_included for plan, _provenance in current)
    price_charts = list(_price_charts(plans))
    return PriceHistory(
        current=_grouped(current[:OPEN_PLANS]),
        more_current=_grouped(current[OPEN_PLANS:]),
        more_count=len(current[OPEN_PLANS:]),
        tax_included=max(tax, key=lambda included: tax[included], default=None),
        earlier=[row for row in rows if not row[0].is_current],
        charts=price_charts[:OPEN_CHARTS],
        more_charts=price_charts[OPEN_CHARTS:],
    )


def _plan_order(row: tuple[Plan, Provenance]) -> tuple[int, int, int, Decimal]:
    """Return a sort key: by what is paid for, from an hour to a year, the lowest price first."""
    plan = row[0]
    what, unit = WHAT_ORDER.get(plan.what, len(WHAT_ORDER)), UNIT_ORDER.get(plan.unit, len(UNIT_ORDER))
    return what, unit, plan.quantity, plan.amount


def _grouped(rows: list[tuple[Plan, Provenance]]) -> list[PriceGroup]:
    groups: list[PriceGroup] = []
    for row in rows:
        if not groups or groups[-1].what != row[0].what:
            groups.append(PriceGroup(row[0].what, []))
        groups[-1].rows.append(row)
    return groups


def _price_charts(plans: list[Plan]) -> Iterator[PriceChart]:
    """Yield a chart of each price that changed."""
    by_date: dict[tuple[object, ...], dict[str, Plan]] = defaultdict(dict)
    for plan in plans:
        if plan.as_of and not plan.is_from:
            key = (plan.what, plan.unit, plan.quantity, plan.currency, plan.label)
            by_date[key][plan.as_of] = plan
    for dated in by_date.values():
        ordered = [dated[date] for date in sorted(dated)]
        if len({plan.amount for plan in ordered}) > 1:
            points = [(first_day(plan.as_of), plan.amount) for plan in ordered]
            yield PriceChart(ordered[0], ordered[-1], charts.steps(points))
