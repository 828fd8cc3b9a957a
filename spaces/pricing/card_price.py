"""The one price of a space that a card and the head of its page show."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from spaces.pricing.models import Unit
from spaces.provenance.freshness import stale_before


class CardPrice(NamedTuple):
    """The lowest price for one day or one month at a desk."""

    amount: Decimal
    currency: str
    unit: Unit
    as_of: str = ""  # partial date; "" if not known

    @property
    def per(self) -> str:
        """Return "a day" or "a month", in the reader's language."""
        return _("a month") if self.unit == Unit.MONTH else _("a day")

    @property
    def is_stale(self) -> bool:
        """Whether it is known to be older than the limit of prices."""
        return bool(self.as_of) and self.as_of < stale_before("prices")

    @property
    def year(self) -> str:
        """The year of its date; "" if not known."""
        return self.as_of[:4]


def card_price(
    day: Decimal | None,
    month: Decimal | None,
    currency: str,
    prefer: str = Unit.DAY,
    day_as_of: str = "",
    month_as_of: str = "",
) -> CardPrice | None:
    """Return the price in the preferred unit ("day" or "month"), else in the other one, else None."""
    if month is not None and (prefer == Unit.MONTH or day is None):
        return CardPrice(month, currency, Unit.MONTH, month_as_of)
    return CardPrice(day, currency, Unit.DAY, day_as_of) if day is not None else None
