"""The contact form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_MESSAGE = 5000


class ContactForm(forms.Form):
    """A message to the operator. `homepage` is a trap for robots: people do not see it."""

    name = forms.CharField(
        label=_("your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("your e-mail address"),
        max_length=254,
        help_text=_("For the answer alone."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    message = forms.CharField(
        label=_("your message"), max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 8})
    )
    homepage = forms.CharField(required=False)

    @property
    def is_from_robot(self) -> bool:
        """Whether the field that people do not see was filled in."""
        values: dict[str, Any] = self.cleaned_data
        return bool(values.get("homepage"))
