"""Convert amounts between currencies at the newest known rates."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision

from spaces.pricing.models import Rate

EURO = "EUR"


@dataclass(frozen=True)
class Rates:
    """The units of each currency for one euro, all of one day; `date` is None if no rates are known."""

    date: dt.date | None
    per_euro: Mapping[str, Decimal]

    def convert(self, amount: Decimal, currency: str, target: str) -> Decimal | None:
        """Convert to `target`, rounded to its smallest unit; None without a rate (but 0 is always 0)."""
        if currency == target or not amount:
            return amount
        if currency not in self.per_euro or target not in self.per_euro:
            return None
        smallest_unit = Decimal(1).scaleb(-get_currency_precision(target))
        exact = amount * self.per_euro[target] / self.per_euro[currency]
        return exact.quantize(smallest_unit, ROUND_HALF_UP)


def newest_rates() -> Rates:
    """Return the rates of the newest day that has any, in one query."""
    rows = list(Rate.objects.of_newest_day())
    per_euro = {row.currency: row.per_euro for row in rows}
    if not rows:
        return Rates(None, {})
    return Rates(rows[0].date, {**per_euro, EURO: Decimal(1)})
