"""Forms for comments and flags."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from reviews.comments.choices import FlagReason

MAX_TEXT_LENGTH = 5000
LANGUAGES = [
    (code, get_language_info(code)["name_local"]) for code in ("en", "fr", "nl", "de", "es", "it", "pt")
]


class CommentForm(forms.Form):
    """A comment. `token` identifies the form, so that sending it twice changes nothing."""

    text = forms.CharField(
        label=_("Your comment"),
        max_length=MAX_TEXT_LENGTH,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Write something first."),
            "max_length": _("That is too long: %(show_value)d characters of at most %(limit_value)d."),
        },
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[*LANGUAGES, ("", _("another"))], required=False
    )
    parent = forms.IntegerField(required=False, widget=forms.HiddenInput)
    token = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    # A honeypot: people do not see it, robots fill it in.
    homepage = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = uuid.uuid4().hex
        self.fields["language"].initial = (get_language() or "en")[:2]

    def clean_homepage(self) -> str:
        if self.cleaned_data["homepage"]:
            raise forms.ValidationError(_("Leave this field empty: it is there to catch robots."))
        return ""

    def clean_text(self) -> str:
        # PostgreSQL cannot store NUL.
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        if not any(char.isprintable() and not char.isspace() for char in text):
            raise forms.ValidationError(_("Write something first."))
        return text


class FlagForm(forms.Form):
    """Why a comment is flagged."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=FlagReason, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Anything to add?"), max_length=500, required=False)
