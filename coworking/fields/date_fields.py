"""Form fields for dates and times, which people type as they write them. See `typed_dates`."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coworking.fields.amount_fields import NumberTextInput, ReadField, Typed
from coworking.fields.errors import NotUnderstood
from coworking.fields.partial_dates import first_day
from coworking.fields.typed_dates import is_ambiguous, read_date, read_time

MONTH_FIRST = ("en-us", "en-ph")  # the languages that write the month before the day
HELP = _("A day, a month or a year, such as 15/01/2027, January 2027 or 2027.")


def is_day_first() -> bool:
    """Whether the active language writes the day before the month."""
    return (get_language() or "en").lower() not in MONTH_FIRST


class DateTextInput(NumberTextInput):
    """A text field for a date. After a reading that a person has to confirm it carries that reading."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "text", "size": 20} | (attrs or {}))


class TypedDateField(ReadField, forms.CharField):
    """A date known to the day, the month or the year. Its value is a partial date such as "2027-01", or "".

    "03/04/2027" is read in the order of the language, and counts once the person confirmed the reading.
    """

    widget: Any = DateTextInput

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)  # that of the stored date; what people type is longer
        kwargs["help_text"] = kwargs.get("help_text") or HELP
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value) or ""

    def read(self, typed: Typed) -> str:
        return read_date(typed.text, is_day_first())

    def show(self, value: str, typed: Typed | None = None) -> str:
        formats = {4: "Y", 7: "YEAR_MONTH_FORMAT"}
        return date_format(first_day(value), formats.get(len(value), "DATE_FORMAT")) if value else ""

    def is_plain(self, typed: Typed) -> bool:
        return not is_ambiguous(typed.text)


class TypedTimeField(forms.TimeField):
    """A time of day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"widget": forms.TimeInput({"size": 8}, format="%H:%M"), **kwargs})

    def to_python(self, value: Any) -> dt.time | None:
        if value in self.empty_values or isinstance(value, dt.time):
            return super().to_python(value)
        try:
            return read_time(str(value))
        except NotUnderstood as error:
            raise ValidationError(str(error), code="invalid") from None
