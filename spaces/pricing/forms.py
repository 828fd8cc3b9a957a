"""What all forms of a price share."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _

from coworking.fields.amount_fields import AmountField, Typed
from coworking.fields.amounts import Money
from coworking.fields.errors import NotUnderstood
from spaces.pricing.models import Plan


class PriceForm(forms.ModelForm[Plan]):
    """Reads "from 15" and "25 €". The currency is the typed one, else that of the amount, else the local."""

    def set_local_currency(self, currency: str) -> None:
        """Offer the currency of the place, and use it where none is typed."""
        amount = cast(AmountField, self.fields["amount"])
        amount.local, amount.takes_minimum = currency, True
        self.fields["currency"].required = False
        self.fields["currency"].initial = currency

    def money(self) -> Money | None:
        """The amount as it was read; None if there is none, or it is not understood."""
        typed = self["amount"].data
        if not isinstance(typed, Typed) or not typed.text:
            return None
        try:
            return cast(AmountField, self.fields["amount"]).money(typed)
        except NotUnderstood:
            return None

    def clean_currency(self) -> str:
        currency: str = self.cleaned_data["currency"]
        money = self.money()
        if not currency and money:
            currency = money.currency
        if not currency:
            raise forms.ValidationError(_("Write the currency: three letters, such as EUR."))
        return currency

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        money = self.money()
        if money and money.is_minimum and "is_from" in self.fields:
            data["is_from"] = True
        return data
