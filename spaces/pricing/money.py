"""Amounts of money as people read them."""

from copy import copy
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

CENT = Decimal("0.01")


@lru_cache(8192)  # a city has a few dozen prices, and a list asks for each of them
def to_amount(value: Decimal | float) -> Decimal:
    """An amount with its cents, of what a database driver gives: SQLite's is a float."""
    return Decimal(str(value)).quantize(CENT)


def format_money(amount: Decimal, currency: str, language: str | None = None) -> str:
    """Write `amount` of the ISO 4217 `currency` as `language` does: 18 without cents, 0 as "free"."""
    return _written(amount, currency, language or get_language() or "en") if amount else _("free")


@lru_cache(8192)  # a city has a few dozen prices, and a list asks for each of them
def _written(amount: Decimal, currency: str, language: str) -> str:
    locale = Locale.parse(to_locale(language))
    pattern = copy(locale.currency_formats["standard"])
    pattern.frac_prec = (0, 0) if amount == amount.to_integral_value() else (2, 2)
    return pattern.apply(amount, locale, currency=currency, currency_digits=False)
