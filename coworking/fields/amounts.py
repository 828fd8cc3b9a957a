"""Amounts of money and other numbers as people write them, in forms and in files.

In what language a person writes a number is not known: "24,50" stands in English files, "24.50" in French
ones. The digits and separators are therefore read by their arrangement. One separator before exactly three
digits can be read in two ways. In money it groups thousands; in other numbers the column decides, where all
its numbers agree, and otherwise the number is refused.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext

from babel.numbers import format_currency, format_decimal, get_currency_precision
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from coworking.fields.currencies import currency_named, decimals_of
from coworking.fields.errors import NotUnderstood

LONGEST = 60  # characters
TOO_MUCH = Decimal(10) ** 12
_BLANKS = str.maketrans({**dict.fromkeys("\t\u00a0\u2007\u2009\u202f", " "), **dict.fromkeys("’ʼ′`", "'")})
_SIGNS = str.maketrans("−–", "--")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?P<group>[ '.,])\d{3}(?:(?P=group)\d{3})*", re.ASCII)
_WITH_DECIMALS = re.compile(r"(?P<whole>[\d .,']*\d)(?P<point>[.,])(?P<decimals>\d+)", re.ASCII)
_MONEY = re.compile(
    r"(?P<before>[^\d,.']*)(?P<number>\d[\d .,']*\d|\d)(?:[.,] ?(?:-{1,2}|—))?(?P<after>[^\d]*)", re.ASCII
)
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_MINIMUM = re.compile(r"(?:from|starting (?:at|from)|[àa] partir de|dès|ab|vanaf|desde)\b ?", re.IGNORECASE)


@dataclass(frozen=True)
class Money:
    """An amount; `currency` is an ISO code, or "" where nothing says it. "from 15" is a minimum.

    An amount is plain where its digits were typed without separators between thousands.
    """

    amount: Decimal
    currency: str = ""
    is_minimum: bool = False
    is_plain: bool = True


def read_money(text: str, currency: str = "", local: str = "") -> Money:
    """Read an amount such as "1.250,00", "€ 25" or "from 15".

    `currency` is the one that is stated beside the amount; `local` is that of the place, for amounts without
    any. Raises NotUnderstood with a sentence, also where the text names another currency than `currency`.
    """
    typed = _plain_characters(text)
    minimum = _MINIMUM.match(typed)
    parts = _MONEY.fullmatch(typed[minimum.end() :] if minimum else typed)
    if not parts or len(typed) > LONGEST:
        raise NotUnderstood(_no_amount(text))
    named = {
        currency_named(part, currency or local)
        for part in (parts["before"].strip(), parts["after"].strip())
        if _names_something(part, text)
    }
    if len(named | {currency} - {""}) > 1:
        message = _("“%(text)s” is not in %(currency)s, which is stated beside it.")
        raise NotUnderstood(
            message % {"text": text.strip(), "currency": currency or ", ".join(sorted(named))}
        )
    code = currency or next(iter(named), local)
    return Money(_amount(parts["number"], code, text), code, bool(minimum), _is_plain(parts["number"]))


def read_number(text: str, decimal: str = "", most: float = float("inf")) -> Decimal:
    """Read a number that is not money, such as "1 250", "50,64" or "-3.5".

    `decimal` is the separator before decimals in the same column, if it is known. Readings beyond `most`
    (or its negative) are not considered: a latitude of 50,633 has a decimal comma. Raises NotUnderstood
    with a sentence.
    """
    typed = _plain_characters(text)
    readings = _readings(typed.lstrip("+-").strip()) if len(typed) <= LONGEST else {}
    if not readings:
        raise NotUnderstood(_("“%(text)s” is not understood as a number.") % {"text": text.strip()[:LONGEST]})
    possible = {point: value for point, value in readings.items() if value <= most}
    if not possible:
        raise NotUnderstood(_("“%(text)s” is out of range.") % {"text": text.strip()})
    if len(possible) > 1 and decimal not in possible:
        one, other = (format_number(value) for value in possible.values())
        values = {"text": text.strip(), "one": one, "other": other}
        raise NotUnderstood(_("“%(text)s” can be %(one)s or %(other)s.") % values)
    value = possible[decimal] if len(possible) > 1 else next(iter(possible.values()))
    return value.copy_negate() if typed.startswith("-") else value  # arithmetic would round it


def decimal_separator(texts: Iterable[str]) -> str:
    """The separator before decimals in a column of numbers; "" where none shows it, or they disagree."""
    seen: set[str] = set()
    for text in texts:
        readings = _readings(_plain_characters(text).lstrip("+-"))
        if len(readings) == 1:
            seen |= readings.keys() - {""}
    return seen.pop() if len(seen) == 1 else ""


def format_number(value: Decimal | float) -> str:
    """A number in the reader's language, with thousands grouped."""
    with localcontext(prec=2 * LONGEST):  # Babel fails at digits beyond the precision
        return format_decimal(value, locale=_locale(), decimal_quantization=False)


def format_amount(value: Decimal, currency: str = "") -> str:
    """An amount in the reader's language, with thousands grouped and cents."""
    if not currency:
        return format_decimal(value, "#,##0.00", locale=_locale())
    return format_currency(value, currency, locale=_locale())


def _plain_characters(text: str) -> str:
    """The text with one kind of blank, of apostrophe and of minus."""
    return unicodedata.normalize("NFC", text).translate(_BLANKS).translate(_SIGNS).strip()


def _locale() -> str:
    return to_locale(get_language() or "en")


def _readings(digits: str) -> dict[str, Decimal]:
    """{decimal separator: number} of all numbers that digits and separators can be.

    The key is "" where nothing shows the decimal separator ("1250", "1 250"). "1,200" has two readings, and
    so two entries; what is no number has none.
    """
    if digits.isascii() and digits.isdigit():
        return {"": Decimal(digits)}
    found = {}
    grouped = _GROUPED.fullmatch(digits)
    if grouped:
        point = {",": ".", ".": ","}.get(grouped["group"], "")
        found[point] = Decimal(re.sub(r"\D", "", digits))
    parts = _WITH_DECIMALS.fullmatch(digits)
    if parts:
        whole = _GROUPED.fullmatch(parts["whole"])
        if parts["whole"].isdigit() or (whole and whole["group"] != parts["point"]):
            found[parts["point"]] = Decimal(re.sub(r"\D", "", parts["whole"]) + "." + parts["decimals"])
    return found


def _amount(digits: str, currency: str, text: str) -> Decimal:
    readings = _readings(digits)
    if not readings:
        raise NotUnderstood(_no_amount(text))
    if len(readings) > 1 and currency and get_currency_precision(currency) > 2:
        one, other = (format_number(value) for value in readings.values())
        values = {"text": text.strip(), "one": one, "other": other}
        raise NotUnderstood(_("“%(text)s” can be %(one)s or %(other)s.") % values)
    amount = max(readings.values())  # of two, the one with thousands
    if amount >= TOO_MUCH:
        raise NotUnderstood(_("“%(text)s” is out of range.") % {"text": text.strip()})
    decimals = decimals_of(currency)
    if amount != round(amount, decimals):
        if not decimals:
            message = _("“%(text)s” has decimals, and amounts in %(currency)s have none.")
        else:
            message = _("“%(text)s” has more than two decimals.")
        raise NotUnderstood(message % {"text": text.strip(), "currency": currency})
    return amount.quantize(Decimal("0.01"))


def _is_plain(digits: str) -> bool:
    return bool(_PLAIN.fullmatch(digits)) and len(_readings(digits)) == 1


def _names_something(part: str, text: str) -> bool:
    """Whether there is a name or symbol beside an amount. Raises NotUnderstood for other characters."""
    name = part.strip()
    if name and not any(char.isalpha() or char in "€$£¥₹₩₪₫₱₺₴₦₽฿" for char in name):
        raise NotUnderstood(_no_amount(text))
    return bool(name)


def _no_amount(text: str) -> str:
    return _("“%(text)s” is not understood as an amount. Write it as 1250 or 1250.50.") % {
        "text": text.strip()[:LONGEST]
    }
