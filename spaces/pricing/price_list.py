"""All current prices of a space as one text, kept in `Space.tariff`: thousands are ranked with one query.

The text is canonical: spaces that ask the same share it, and what it costs for a usage is computed once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from spaces.pricing.exchange_rates import Rates
from spaces.pricing.models import What
from spaces.pricing.quote import DESKS, Price, Quote, Usage, cost, quote

COUNTED = (*DESKS, What.MEETING_ROOM)
UNKNOWN = 2  # the step of `rank` from which on the price of the whole usage is not known
REMEMBERED = 2**15
FLAGS = {None: "", True: "1", False: "0"}
UNFLAGS = {text: flag for flag, text in FLAGS.items()}


class _Plan(Protocol):
    what: str
    unit: str
    quantity: int
    amount: Decimal
    amount_max: Decimal | None
    is_from: bool
    currency: str
    tax_included: bool | None
    days_included: int | None


Priced = _Plan | Price  # a `Plan`, or what stands for one


def write(plans: Iterable[Priced]) -> str:
    """The current prices for desks and meeting rooms, a line each, in order."""
    return "\n".join(sorted({_line(plan) for plan in plans if plan.what in COUNTED}))


def _line(plan: Priced) -> str:
    high = "" if plan.amount_max is None else f"{Decimal(plan.amount_max):.2f}"
    days = "" if plan.days_included is None else str(plan.days_included)
    amount = f"{Decimal(plan.amount):.2f}"
    is_from, tax = FLAGS[bool(plan.is_from)], FLAGS[plan.tax_included]
    return "|".join(
        (plan.what, plan.unit, str(plan.quantity), amount, high, is_from, plan.currency, tax, days)
    )


def read(tariff: str) -> dict[str, list[Price]]:
    """The prices of a tariff by their currency: sums never mix two."""
    found: dict[str, list[Price]] = {}
    for line in tariff.splitlines():
        what, unit, quantity, amount, high, is_from, currency, tax, days = line.split("|")
        price = Price(
            what,
            unit,
            int(quantity),
            Decimal(amount),
            Decimal(high) if high else None,
            is_from == "1",
            currency,
            UNFLAGS[tax],
            int(days) if days else None,
        )
        found.setdefault(currency, []).append(price)
    return found


@lru_cache(maxsize=REMEMBERED)
def costs(tariff: str, usage: Usage) -> tuple[tuple[str, Decimal], ...]:
    """(currency, what the usage costs) of each currency in which all of it has a price."""
    found = ((currency, cost(prices, usage)) for currency, prices in read(tariff).items())
    return tuple((currency, amount) for currency, amount in found if amount is not None)


def rank(tariff: str, usage: Usage, currency: str, rates: Rates) -> tuple[int, str, Decimal]:
    """What to sort by: amounts in `currency`, then those that no rate converts, then the unknown.

    Among the unknown those come first whose desk has a price, and only the meeting room has none.
    """
    known = costs(tariff, usage)
    if not known and usage.days and usage.room:
        step, own, amount = rank(tariff, usage._replace(room=0), currency, rates)
        return (step + UNKNOWN, own, amount)
    converted = [rates.convert(amount, own, currency) for own, amount in known]
    amounts = [amount for amount in converted if amount is not None]
    if amounts:
        return (0, "", min(amounts))
    return (1, *min(known)) if known else (UNKNOWN, "", Decimal(0))


@dataclass(frozen=True)
class Figure:
    """What a month costs: the space's own quote, and its amount in the currency that was asked for.

    `converted` is None when the quote is in that currency already, or when there is no rate (`has_no_rate`).
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


def figure(tariff: str, usage: Usage, currency: str, rates: Rates) -> Figure | None:
    """The cheapest quote of a space for this usage, whole ones first; None when nothing is known."""
    figures = []
    for own, prices in read(tariff).items():
        found = quote(prices, usage)
        if found:
            amount = rates.convert(found.amount, own, currency)
            foreign = own != currency and found.amount
            figures.append(Figure(found, currency, amount if foreign else None, rates))
    return min(figures, default=None, key=_preferred)


def _preferred(figure: Figure) -> tuple:
    amount = figure.quote.amount if figure.converted is None else figure.converted
    return (
        bool(figure.quote.missing),
        figure.has_no_rate,
        figure.quote.currency if figure.has_no_rate else "",
        amount,
    )
