"""Amounts of one currency in another, at the newest rates that are known."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision

from spaces.pricing.models import Rate

EURO = "EUR"


@dataclass(frozen=True)
class Rates:
    """Units of each currency for one euro, all of one day; `date` is None when none are known."""

    date: dt.date | None
    per_euro: Mapping[str, Decimal]

    def convert(self, amount: Decimal, currency: str, target: str) -> Decimal | None:
        """`amount` in `target`, rounded to its smallest coin; None without a rate. Nothing stays nothing."""
        if currency == target or not amount:
            return amount
        if currency not in self.per_euro or target not in self.per_euro:
            return None
        coin = Decimal(1).scaleb(-get_currency_precision(target))
        exact = amount * self.per_euro[target] / self.per_euro[currency]
        return exact.quantize(coin, ROUND_HALF_UP)


def newest_rates() -> Rates:
    """The rates of the newest day that has any; one query."""
    rows = list(Rate.objects.of_newest_day())
    per_euro = {row.currency: row.per_euro for row in rows}
    if not rows:
        return Rates(None, {})
    return Rates(rows[0].date, {**per_euro, EURO: Decimal(1)})
