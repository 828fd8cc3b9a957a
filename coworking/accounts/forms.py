"""The sign-up form's fields besides the e-mail address and the password."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coworking.accounts.models import User


class PublicNameForm(forms.Form):
    """The public name of a member. django-allauth calls `signup`."""

    display_name = forms.CharField(
        label=_("Public name"),
        max_length=80,
        help_text=_("Stands beside your comments. A first name will do."),
    )

    def clean_display_name(self) -> str:
        name = " ".join(self.cleaned_data["display_name"].split())
        if "@" in name:
            raise forms.ValidationError(_("This is shown to everybody: leave e-mail addresses out."))
        return name

    def signup(self, request: HttpRequest, user: User) -> None:
        user.display_name = self.cleaned_data["display_name"]
        user.save(update_fields=["display_name"])
