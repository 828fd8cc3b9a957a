"""Form fields for amounts and other numbers, which people type as they write them.

They are text fields: browsers change what is typed into `type=number` ("24,50" became 2450). What was read is
shown before it counts: where thousands were grouped, or where the value is ten times the one that stood there
or a tenth of it, the form comes back with the value as understood, and sending it again confirms.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.formats import get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coworking.fields.amounts import Money, format_amount, format_number, read_money, read_number
from coworking.fields.currencies import currencies
from coworking.fields.errors import NotUnderstood

FAR = 10  # times as much, or as little, as before: likely a slip of a separator
_PLAIN = re.compile(r"[-+]?\d+(?:[.,]\d+)?", re.ASCII)


@dataclass(frozen=True)
class Typed:
    """What a person typed, with the reading that they confirmed and the currency in the same form."""

    text: str
    confirmed: str = ""
    currency: str = ""

    def __str__(self) -> str:
        return self.text


class NumberTextInput(forms.TextInput):
    """A text field for a number. After a reading that a person has to confirm it carries that reading."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", "size": 12} | (attrs or {}))
        self.to_confirm = ""  # set by the field when it asks

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed | None:
        text = data.get(name)
        if text is None:
            return None
        beside = f"{name.rpartition('-')[0]}-currency".removeprefix("-")
        currency = str(data.get(beside, "")).strip().upper()
        confirmed = str(data.get(confirmation_name(name), ""))
        return Typed(str(text).strip(), confirmed, currency if currency in currencies() else "")

    def format_value(self, value: Any) -> str | None:
        """The text as it was typed, or a number with the decimal separator of the language, ungrouped."""
        if isinstance(value, Decimal | float):
            text = f"{value:.2f}" if isinstance(value, Decimal) else repr(value)
            text = text.removesuffix(".00").removesuffix(".0")
            return text.replace(".", get_format("DECIMAL_SEPARATOR"))
        return None if value is None else str(value)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        widget = super().render(name, value, attrs, renderer)
        if not self.to_confirm:
            return widget
        hidden = '{}<input type="hidden" name="{}" value="{}">'
        return format_html(hidden, widget, confirmation_name(name), self.to_confirm)


def confirmation_name(name: str) -> str:
    """The name of the hidden field that carries the reading of an amount back."""
    return f"{name}-understood"


class ReadField(forms.Field):
    """The base of fields that read what people type. Subclasses read and show one kind of number.

    `confirms` says whether a reading that people may not expect has to be confirmed. Where the query string
    is the form, the page that answers shows what was understood instead.
    """

    widget: Any = NumberTextInput

    def __init__(self, *args: Any, confirms: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.confirms = confirms

    def read(self, typed: Typed) -> Any:
        """The value of a text that is not empty. Raises NotUnderstood."""
        raise NotImplementedError

    def show(self, value: Any, typed: Typed | None = None) -> str:
        """A value as people read it."""
        return format_number(value)

    def is_plain(self, typed: Typed) -> bool:
        """Whether nothing but digits and perhaps decimals stands there, which can be read in one way."""
        return bool(_PLAIN.fullmatch(typed.text))

    def to_python(self, value: Any) -> Any:
        """Read what was typed. Other values, such as those of hidden fields, are machine-readable."""
        if not isinstance(value, Typed):
            return super().to_python(value)
        if not value.text:
            return None
        try:
            return self.read(value)
        except NotUnderstood as error:
            raise ValidationError(str(error), code="invalid") from None

    def clean(self, value: Any) -> Any:
        if isinstance(value, Typed) and not value.text:
            value = None
        return super().clean(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)  # type: ignore[no-any-return]
        except ValidationError:
            return True

    def _clean_bound_field(self, bound: BoundField) -> Any:
        """Ask for a confirmation. The method is Django's own, which FileField needs for the same reason:
        only here is the value known that stood in the field before."""
        value = super()._clean_bound_field(bound)  # type: ignore[misc]
        typed = bound.data
        if not self.confirms or value is None or not isinstance(typed, Typed):
            return value
        before = bound.initial if isinstance(bound.initial, int | float | Decimal) else None
        is_far = bool(before) and bool(value) and not 1 / FAR < value / before < FAR
        key = self.show(value, typed)
        if typed.confirmed == key or value == before or (self.is_plain(typed) and not is_far):
            return value
        bound.field.widget.to_confirm = key
        if is_far:
            values = {"value": key, "before": self.show(before, typed)}
            text = _("Understood as %(value)s; it was %(before)s. Send it again to confirm, or correct it.")
            raise ValidationError(text % values, code="confirm")
        text = _("Understood as %(value)s. Send it again to confirm, or correct it.")
        raise ValidationError(text % {"value": key}, code="confirm")


class AmountField(ReadField, forms.DecimalField):
    """An amount of money. Its currency stands in the field `currency` of the same form, or in `currency`.

    `local` is the currency of the place, for amounts without any. Where `takes_minimum` is set, "from 15" is
    read too; the form asks `money()` for it.
    """

    def __init__(
        self,
        *args: Any,
        currency: str = "",
        local: str = "",
        takes_minimum: bool = False,
        max_digits: int = 10,
        decimal_places: int = 2,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, max_digits=max_digits, decimal_places=decimal_places, **kwargs)
        self.currency, self.local, self.takes_minimum = currency, local, takes_minimum

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the amount is another one; "from 15" differs from 15."""
        if super().has_changed(initial, data):
            return True
        return isinstance(data, Typed) and bool(data.text) and self.money(data).is_minimum

    def money(self, typed: Typed) -> Money:
        """The amount with its currency. Raises NotUnderstood."""
        money = read_money(typed.text, typed.currency or self.currency, self.local)
        if money.is_minimum and not self.takes_minimum:
            raise NotUnderstood(_("Write the amount alone here, without “from”."))
        return money

    def read(self, typed: Typed) -> Decimal:
        return self.money(typed).amount

    def show(self, value: Any, typed: Typed | None = None) -> str:
        if typed is None:
            return format_amount(value, self.currency or self.local)
        money = self.money(typed)
        amount = format_amount(value, money.currency)
        return (
            pgettext("a minimum price", "from %(price)s") % {"price": amount} if money.is_minimum else amount
        )

    def is_plain(self, typed: Typed) -> bool:
        return self.money(typed).is_plain


class WholeNumberField(ReadField, forms.IntegerField):
    """A count or a measure without decimals. One separator before three digits groups thousands."""

    def read(self, typed: Typed) -> int:
        value = read_number(typed.text, decimal=_other(typed.text))
        if value != int(value):
            raise NotUnderstood(_("Write a whole number."))
        return int(value)

    def is_plain(self, typed: Typed) -> bool:
        return typed.text.isdigit()


class NumberField(ReadField, forms.FloatField):
    """A number with decimals, such as a distance; `most` decides whether "10,125" can be a thousand."""

    def __init__(self, *args: Any, most: float = float("inf"), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most

    def read(self, typed: Typed) -> float:
        return float(read_number(typed.text, most=self.most))


class DegreesField(NumberField):
    """A latitude or a longitude. What it means is shown on a map, not confirmed as a number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"most": 180, "confirms": False, **kwargs})


def changed_numbers(form: forms.BaseForm) -> list[str]:
    """["amount: €24.50"]: the numbers that a person changed in a valid form, as they were understood."""
    shown = []
    for name in form.changed_data:
        field, value = form.fields[name], form.cleaned_data.get(name)
        if isinstance(field, ReadField) and value is not None:
            colon = pgettext("after a label", ":")
            shown.append(f"{field.label}{colon} {field.show(value, form[name].data)}")
    return shown


def _other(text: str) -> str:
    """The decimal separator in "1,200" or "1.200", if it groups thousands: the one that is not there."""
    return "." if "," in text else ","
