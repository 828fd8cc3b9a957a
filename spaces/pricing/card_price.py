"""The one price of a space that a card and the head of its page show."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from spaces.pricing.models import Unit


class CardPrice(NamedTuple):
    """The lowest price for one day or one month at a desk."""

    amount: Decimal
    currency: str
    unit: Unit

    @property
    def per(self) -> str:
        """Return "a day" or "a month", in the reader's language."""
        return _("a month") if self.unit == Unit.MONTH else _("a day")


def card_price(
    day: Decimal | None, month: Decimal | None, currency: str, prefer: str = Unit.DAY
) -> CardPrice | None:
    """Return the price in the preferred unit ("day" or "month"), else in the other one, else None."""
    if month is not None and (prefer == Unit.MONTH or day is None):
        return CardPrice(month, currency, Unit.MONTH)
    return CardPrice(day, currency, Unit.DAY) if day is not None else None
