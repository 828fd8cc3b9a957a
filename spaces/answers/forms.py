"""The form of one prompt: an answer to tap, or fields to type in."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from coworking.fields.amount_fields import AmountField
from spaces.answers.prompts import Prompt, is_amenity
from spaces.contributions.forms import UNITS, FactsForm
from spaces.directory.choices import Status
from spaces.directory.models import Space
from spaces.managers.fact_names import AMENITIES, PRICES


class AnswerForm(FactsForm):
    """The answer to one prompt about a space. Fields that the prompt does not have are left out."""

    value = forms.ChoiceField(required=False)

    def __init__(self, space: Space, prompt: Prompt, data: QueryDict | None = None, value: str = ""):
        super().__init__(data, initial={"value": value} | _known(space, prompt))
        self.space, self.prompt = space, prompt
        for name in self.fields.keys() - {"value", "homepage", *prompt.fields}:
            del self.fields[name]
        cast(forms.ChoiceField, self.fields["value"]).choices = list(prompt.answers)
        for unit in UNITS:
            if field := self.fields.get(f"{unit}_price"):
                cast(AmountField, field).local = space.price_currency or space.city.country.currency

    @property
    def chosen(self) -> str:
        """The answer that was tapped, valid or not yet sent; "" for none of the prompt."""
        value = str(self["value"].value() or "")
        return value if value in dict(self.prompt.answers) else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.prompt.answers and not data.get("value") and "value" not in self.errors:
            self.add_error(None, _("Choose an answer."))
        if not self.prompt.answers and not self.errors and not any(self._typed().values()):
            self.add_error(None, _("Write your answer first."))
        return data

    def _typed(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {name: data.get(name) for name in self.prompt.fields if name != "hours_as_text"}

    def report(self) -> tuple[dict[str, Any], str]:
        """The answer as `reports.report` takes it: (changes, what)."""
        data, key = self.cleaned_data, self.prompt.key
        value = data.get("value", "")
        if key == "open":
            moved = {name: text for name, text in self._typed().items() if text} if value == "moved" else {}
            return ({"status": Status.OPEN.value}, "") if value == "open" else (moved, value)
        if is_amenity(key):
            return {AMENITIES: {key: value}}, ""
        if key == "price":
            return {PRICES: self.prices()}, ""
        return {name: text for name, text in self._typed().items() if text}, ""


def _known(space: Space, prompt: Prompt) -> dict[str, Any]:
    """What the fields of a prompt about something known are filled with."""
    if prompt.key == "price":
        return {"day_price": space.day_price, "month_price": space.month_price}
    return {"opening_hours": space.opening_hours} if prompt.key == "hours" else {}
