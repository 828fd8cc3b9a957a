"""What every form with opening hours does with those that are not in OpenStreetMap's syntax.

Hours that are understood are put into the field in that syntax, and shown in words: who sends the form again
confirms them. Hours that may mean several things, and those that are not understood, come back as typed.
"""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from spaces.opening_hours import typed
from spaces.opening_hours.typed import HoursNotUnderstood, Reading
from spaces.opening_hours.words import in_words

EXAMPLE = "Mo-Fr 08:30-18:00; Sa 10:00-14:00; PH off"
NOT_UNDERSTOOD = "hours_not_understood"  # the code of the error


def understand(form: forms.BaseForm, field: str, text: str) -> str:
    """Return `text` if it is in OSM's syntax. Else raises ValidationError, which asks what it means.

    Where it means one thing, the field of the form shows that, and sending the form again confirms it.
    """
    text = text.strip()
    if not text:
        return ""
    try:
        reading = typed.read(text)
    except HoursNotUnderstood as error:
        raise forms.ValidationError(not_understood(error), code=NOT_UNDERSTOOD) from None
    if reading.expressions == (text,):
        return text
    if len(reading.expressions) == 1:
        set_typed(form, field, reading.expressions[0])
    raise forms.ValidationError(_confirmation_message(text, reading))


def set_typed(form: forms.BaseForm, field: str, value: str) -> None:
    """Show `value` in a field of a form that comes back, in place of what was typed."""
    data = cast(QueryDict, form.data).copy()  # that of a request cannot be changed
    data[form.add_prefix(field)] = value
    form.data = data


def not_understood(error: HoursNotUnderstood) -> str:
    """The message about hours that cannot be read."""
    message = _("This cannot be read: “%(part)s”. Write for example: %(example)s")
    return message % {"part": error.part, "example": EXAMPLE}


def _confirmation_message(text: str, reading: Reading) -> str:
    meanings = [f"{in_words(found)} ({found})" for found in reading.expressions]
    doubts = "".join(f" {doubt}" for doubt in reading.doubts)
    if len(meanings) == 1:
        message = _("“%(text)s” is read as: %(meaning)s.%(doubts)s Send it again if that is right.")
        return message % {"text": text, "meaning": meanings[0], "doubts": doubts}
    message = _("“%(text)s” may mean: %(meanings)s.%(doubts)s Write the one that is right.")
    return message % {"text": text, "meanings": _(" or: ").join(meanings), "doubts": doubts}


class HoursFormMixin(forms.ModelForm[Any]):
    """A form of a model with opening hours. Those that the row has already may stay, whatever they are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "opening_hours" in self.fields:
            self.fields["opening_hours"].help_text = _(
                "As you would write them, or in OpenStreetMap's syntax: Mo-Fr 08:30-18:00; PH off"
            )

    def clean_opening_hours(self) -> str:
        text: str = self.cleaned_data["opening_hours"].strip()
        if text == (self.initial.get("opening_hours") or ""):
            return text
        return understand(self, "opening_hours", text)
