"""Currencies that exist, by code, symbol or name: Babel has those of ISO 4217, with their dates."""

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name, get_currency_precision, get_territory_currencies
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from coworking.fields.errors import NotUnderstood

# Generic in django-stubs only.
if TYPE_CHECKING:
    TextField = models.CharField[str, str]
else:
    TextField = models.CharField

OLDEST = dt.date(2010, 1, 1)  # prices of earlier years are in nobody's directory; Croatia's kuna may be
LANGUAGES = ("en", "fr", "de", "nl", "es")
# Symbols that several currencies share mean the place's own, if its English name has one of the words.
SHARED_SYMBOLS = {
    "$": ("dollar", "peso"), "¥": ("yen", "yuan"), "£": ("pound",), "kr": ("krone", "krona", "króna"),
    "kr.": ("krone", "króna"), "fr": ("franc",), "fr.": ("franc",), "sfr.": ("swiss franc",),
}  # fmt: skip
LOCAL_SYMBOLS = {"£": "GBP", "zł": "PLN", "kč": "CZK", "ft": "HUF"}


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """The ISO 4217 codes of all currencies that were legal tender somewhere since 2010."""
    today = dt.date.today()
    tender = (get_territory_currencies(code, OLDEST, today) for code in get_global("territory_currencies"))
    return frozenset(code for codes in tender for code in codes)


def currency_of_country(country: str) -> str:
    """The currency of a country (ISO 3166-1 alpha-2), the newest of several; "" if there is none."""
    tender = get_territory_currencies(country)
    return tender[-1] if tender else ""


def currency_named(text: str, local: str = "") -> str:
    """The ISO code of a currency that is written as a code, a symbol or a name in five languages.

    `local` is the currency of the place, which decides what "$" or "francs" means. Raises NotUnderstood for
    what is no currency, and for what could be several.
    """
    name = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    if name.upper() in currencies():
        return name.upper()
    if local and (_english_name_has(local, SHARED_SYMBOLS.get(name, ())) or name in _words_of(local)):
        return local
    found = LOCAL_SYMBOLS.get(name) or _codes_by_name().get(name)
    if not found:
        raise NotUnderstood(_("unknown currency: %(text)s") % {"text": text.strip()[:40]})
    return found


def decimals_of(currency: str) -> int:
    """How many decimals amounts of a currency have, as we store them: two at most."""
    return min(get_currency_precision(currency), 2) if currency else 2


def _english_name_has(currency: str, words: tuple[str, ...]) -> bool:
    name = get_currency_name(currency, locale="en").casefold()
    return any(word in name for word in words)


@lru_cache(maxsize=256)
def _words_of(currency: str) -> frozenset[str]:
    """The words of a currency's names that name what it is counted in: "francs", "dollar"."""
    names = {
        get_currency_name(currency, count, language).casefold() for language in LANGUAGES for count in (1, 2)
    }
    return frozenset(word for name in names for word in re.findall(r"\w{3,}", name))


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    """{name or symbol, in lower case: code}, of those that mean one currency only."""
    codes: dict[str, set[str]] = defaultdict(set)
    for language in LANGUAGES:
        for code in currencies():
            codes[Locale(language).currency_symbols.get(code, code).casefold()].add(code)
            for count in (None, 1, 2):
                codes[get_currency_name(code, count, language).casefold()].add(code)
    alone = {name: next(iter(found)) for name, found in codes.items() if len(found) == 1}
    return {name: code for name, code in alone.items() if name not in SHARED_SYMBOLS}


class CurrencyFormField(forms.CharField):
    """A currency as people write it: EUR, eur, €, Euro. Its value is the ISO code, or ""."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 40  # of what is typed
        kwargs.setdefault("widget", forms.TextInput(attrs={"size": 10, "autocapitalize": "characters"}))
        super().__init__(*args, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return currency_named(text) if text else ""
        except NotUnderstood:
            message = _("There is no currency “%(text)s”. Write its three letters, such as EUR.")
            raise ValidationError(message % {"text": text}) from None


def validate_currency(code: str) -> None:
    """Raise ValidationError unless `code` is that of a currency that exists."""
    if code not in currencies():
        message = _("There is no currency “%(text)s”. Write its three letters, such as EUR.")
        raise ValidationError(message % {"text": code})


class CurrencyField(TextField):
    """The ISO 4217 code of a currency that exists."""

    default_validators = [validate_currency]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 3
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        """A form field that reads what people write; no admin's widget replaces its own."""
        kwargs.pop("widget", None)
        return super().formfield(**{"form_class": CurrencyFormField, **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """In migrations it is Django's own field, because the column is the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", list(args), kwargs
