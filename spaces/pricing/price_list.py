"""The current prices of a space as one text, stored in `Space.price_list`, and what they cost for a usage.

One query brings the price lists of thousands of spaces, so that they can be ranked by what a usage costs.
The text is canonical: spaces with the same prices have the same text, and its cost is computed once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from spaces.pricing.exchange_rates import Rates
from spaces.pricing.models import What
from spaces.pricing.quote import DESKS, Price, Quote, Usage, cost, quote

PRODUCTS = (*DESKS, What.MEETING_ROOM)
UNKNOWN = 2  # from this first item of `ranking_key` on, the cost of the whole usage is not known
CACHE_SIZE = 2**15
FLAGS = {None: "", True: "1", False: "0"}
FLAG_VALUES = {text: flag for flag, text in FLAGS.items()}


class PlanLike(Protocol):
    """What a saved or an unsaved `Plan` and what importers use in its place have in common."""

    what: str
    unit: str
    quantity: int
    amount: Decimal
    amount_max: Decimal | None
    is_from: bool
    currency: str
    tax_included: bool | None
    days_included: int | None


Priced = PlanLike | Price


def serialize(plans: Iterable[Priced]) -> str:
    """Return the prices of desks and meeting rooms as text: one line each, sorted, without duplicates."""
    return "\n".join(sorted({_line(plan) for plan in plans if plan.what in PRODUCTS}))


def _line(plan: Priced) -> str:
    high = "" if plan.amount_max is None else f"{Decimal(plan.amount_max):.2f}"
    days = "" if plan.days_included is None else str(plan.days_included)
    amount = f"{Decimal(plan.amount):.2f}"
    is_from, tax = FLAGS[bool(plan.is_from)], FLAGS[plan.tax_included]
    return "|".join(
        (plan.what, plan.unit, str(plan.quantity), amount, high, is_from, plan.currency, tax, days)
    )


def parse(price_list: str) -> dict[str, list[Price]]:
    """Return the prices of a serialized price list by currency, because a sum never mixes currencies."""
    prices: dict[str, list[Price]] = {}
    for line in price_list.splitlines():
        what, unit, quantity, amount, high, is_from, currency, tax, days = line.split("|")
        price = Price(
            what,
            unit,
            int(quantity),
            Decimal(amount),
            Decimal(high) if high else None,
            is_from == "1",
            currency,
            FLAG_VALUES[tax],
            int(days) if days else None,
        )
        prices.setdefault(currency, []).append(price)
    return prices


@lru_cache(maxsize=CACHE_SIZE)
def costs(price_list: str, usage: Usage) -> tuple[tuple[str, Decimal], ...]:
    """Return (currency, cost of the usage) for each currency in which the whole usage has a price."""
    found = ((currency, cost(prices, usage)) for currency, prices in parse(price_list).items())
    return tuple((currency, amount) for currency, amount in found if amount is not None)


def ranking_key(price_list: str, usage: Usage, currency: str, rates: Rates) -> tuple[int, str, Decimal]:
    """Return the sort key of a price list: costs in `currency`, those without a rate, unknown costs.

    Among unknown costs, those come first where the desk has a price and only the meeting room has none.
    """
    known = costs(price_list, usage)
    if not known and usage.days and usage.room_hours:
        step, own, amount = ranking_key(price_list, usage._replace(room_hours=0), currency, rates)
        return (step + UNKNOWN, own, amount)
    converted = [rates.convert(amount, own, currency) for own, amount in known]
    amounts = [amount for amount in converted if amount is not None]
    if amounts:
        return (0, "", min(amounts))
    return (1, *min(known)) if known else (UNKNOWN, "", Decimal(0))


@dataclass(frozen=True)
class ConvertedQuote:
    """The cost of a usage for one month: a quote in the space's own currency, and its amount in `currency`.

    `converted` is None when the quote is in `currency` already, or when there is no rate (`has_no_rate`).
    """

    quote: Quote
    currency: str
    converted: Decimal | None
    rates: Rates

    @property
    def is_foreign(self) -> bool:
        return bool(self.quote.amount) and self.quote.currency != self.currency

    @property
    def has_no_rate(self) -> bool:
        return self.is_foreign and self.converted is None


def cheapest_quote(price_list: str, usage: Usage, currency: str, rates: Rates) -> ConvertedQuote | None:
    """Return the cheapest quote for this usage, complete ones first; None when nothing has a price."""
    quotes = []
    for own, prices in parse(price_list).items():
        found = quote(prices, usage)
        if found:
            amount = rates.convert(found.amount, own, currency)
            is_foreign = own != currency and found.amount
            quotes.append(ConvertedQuote(found, currency, amount if is_foreign else None, rates))
    return min(quotes, default=None, key=_preference)


def _preference(candidate: ConvertedQuote) -> tuple[bool, bool, str, Decimal]:
    """Sort key: complete quotes, then convertible ones, then the lowest amount."""
    amount = candidate.quote.amount if candidate.converted is None else candidate.converted
    return (
        bool(candidate.quote.missing),
        candidate.has_no_rate,
        candidate.quote.currency if candidate.has_no_rate else "",
        amount,
    )
