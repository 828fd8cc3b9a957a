"""The contact form."""

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

    def clean_homepage(self) -> str:
        """Refuse what robots fill in, aloud: a person's browser may have done it."""
        if self.cleaned_data["homepage"]:
            raise forms.ValidationError(_("Leave this field empty: it is there to catch robots."))
        return ""
