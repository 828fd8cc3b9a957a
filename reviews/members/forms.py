"""The settings of a member."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SettingsForm(forms.Form):
    """The public name, and whether the member gets e-mails."""

    display_name = forms.CharField(label=_("Public name"), max_length=80)
    wants_mail = forms.BooleanField(
        label=_("Mail me when somebody answers me or a moderator acts"), required=False
    )

    def clean_display_name(self) -> str:
        name = " ".join(self.cleaned_data["display_name"].split())
        if "@" in name:
            raise forms.ValidationError(_("This is shown to everybody: leave e-mail addresses out."))
        return name
