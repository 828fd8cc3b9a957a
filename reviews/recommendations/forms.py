"""The form for recommendations."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reviews.posting.forms import MAX_TEXT_LENGTH, CommentForm
from reviews.recommendations.models import GoodFor


class RecommendationForm(forms.Form):
    """A recommendation: yes or no, what for, and a sentence that is posted as a comment."""

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
        max_length=MAX_TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    token = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    language = CommentForm.base_fields["language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = uuid.uuid4().hex
        self.fields["language"].initial = (get_language() or "en")[:2]
