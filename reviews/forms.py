"""What people may write, with clear messages when something is wrong."""

import uuid

from django import forms
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from reviews.models import FlagReason, GoodFor

LONGEST = 5000
LANGUAGES = [
    (code, get_language_info(code)["name_local"]) for code in ("en", "fr", "nl", "de", "es", "it", "pt")
]


class CommentForm(forms.Form):
    """A comment. `token` marks this very form, so that sending it again changes nothing."""

    text = forms.CharField(
        label=_("Your comment"),
        max_length=LONGEST,
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
    # For robots that fill in everything. People do not see it.
    homepage = forms.CharField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = uuid.uuid4().hex
        self.fields["language"].initial = (get_language() or "en")[:2]

    def clean_homepage(self) -> str:
        if self.cleaned_data["homepage"]:
            raise forms.ValidationError(_("Leave this field empty: it is there to catch robots."))
        return ""

    def clean_text(self) -> str:
        # A database keeps no NUL.
        text = self.cleaned_data["text"].replace("\x00", "").replace("\r\n", "\n").strip()
        if not any(char.isprintable() and not char.isspace() for char in text):
            raise forms.ValidationError(_("Write something first."))
        return text


class FlagForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=FlagReason, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Anything to add?"), max_length=500, required=False)


class RecommendationForm(forms.Form):
    """Yes or no, what for, and a sentence that becomes a comment like any other."""

    recommends = forms.TypedChoiceField(
        label=_("Do you recommend it?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say yes or no.")},
    )
    good_for = forms.MultipleChoiceField(
        label=_("What is it good for?"), choices=GoodFor, required=False, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label=_("A sentence, if you like"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    token = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    language = CommentForm.base_fields["language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = uuid.uuid4().hex
        self.fields["language"].initial = (get_language() or "en")[:2]


class SettingsForm(forms.Form):
    display_name = forms.CharField(label=_("Public name"), max_length=80)
    wants_mail = forms.BooleanField(
        label=_("Mail me when somebody answers me or a moderator acts"), required=False
    )

    def clean_display_name(self) -> str:
        name = " ".join(self.cleaned_data["display_name"].split())
        if "@" in name:
            raise forms.ValidationError(_("This is shown to everybody: leave e-mail addresses out."))
        return name
