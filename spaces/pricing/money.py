"""Format amounts of money for readers."""

from copy import copy
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

CENT = Decimal("0.01")


@lru_cache(8192)  # a city has a few dozen different prices, and a list converts each of them many times
def to_amount(value: Decimal | float) -> Decimal:
    """Convert what a database driver returns (a float on SQLite) to an amount with cents."""
    return Decimal(str(value)).quantize(CENT)


def format_money(amount: Decimal, currency: str, language: str | None = None) -> str:
    """Format an amount of an ISO 4217 currency in a language: whole amounts without cents, 0 as "free"."""
    return _format(amount, currency, language or get_language() or "en") if amount else _("free")


@lru_cache(8192)  # see above
def _format(amount: Decimal, currency: str, language: str) -> str:
    locale = Locale.parse(to_locale(language))
    pattern = copy(locale.currency_formats["standard"])
    pattern.frac_prec = (0, 0) if amount == amount.to_integral_value() else (2, 2)
    text: str = pattern.apply(amount, locale, currency=currency, currency_digits=False)
    return text
