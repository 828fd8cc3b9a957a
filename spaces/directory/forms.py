"""The form field for what is known of the amenities of a space."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from spaces.directory.models import Amenity
from spaces.directory.vocabulary import amenity_in_words, amenity_label, offered_kinds, vocabulary
from spaces.provenance.amenity_values import (
    LONGEST_DETAIL,
    AmenityValue,
    value_and_detail,
    with_detail,
)


class KindFormMixin(forms.ModelForm[Any]):
    """A form of a model with a kind of spaces: those that are offered, and the one that it has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            text = self.fields["kind"]
            self.fields["kind"] = forms.ChoiceField(
                label=text.label,
                choices=offered_kinds(self.instance.kind),
                show_hidden_initial=text.show_hidden_initial,
            )


class HiddenAmenityValues(forms.HiddenInput):
    """Values as JSON, so that a form sees what somebody else has changed meanwhile."""

    def format_value(self, value: Any) -> str:
        return value if isinstance(value, str) else json.dumps(value or {}, sort_keys=True)


class AmenityValuesWidget(forms.Widget):
    """A list to choose from for each amenity, not known, yes, limited or no, and a line for a detail.

    The line shows where a value is limited or has a detail, and for all amenities where the browser cannot
    hide it. The value is {key: text}; only an amenity of which nothing is known is left out.
    """

    use_fieldset = True

    def id_for_label(self, id_: str) -> str:
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        found = {}
        for key in _keys_in(data, f"{name}-"):
            value, detail = data.get(f"{name}-{key}", ""), data.get(f"{name}_detail-{key}", "")
            if value or detail.strip():
                found[key] = with_detail(value, detail.strip())
        return found

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not _keys_in(data, f"{name}-")

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        texts = value or {}
        offered = [entry.key for entry in vocabulary().offered_amenities()]
        keys = [*offered, *(key for key in texts if key not in offered)]
        rows = format_html_join("", "{}", ([_row(name, key, texts.get(key, ""))] for key in keys))
        return format_html('<div class="amenity-values">{}</div>', rows)


class AmenityValuesField(forms.Field):
    """What is known of the amenities of a space: {key: text of its value}."""

    widget = AmenityValuesWidget
    hidden_widget = HiddenAmenityValues

    def to_python(self, value: Any) -> dict[str, str]:
        if isinstance(value, str):
            try:
                value = json.loads(value or "{}")
            except ValueError:
                value = {}
        texts = value if isinstance(value, dict) else {}
        return {str(key): str(text) for key, text in texts.items()}

    def validate(self, value: dict[str, str]) -> None:
        unknown = value.keys() - set(Amenity.objects.values_list("pk", flat=True))
        if unknown:
            message = _("This site knows no such amenity: %(keys)s.")
            raise ValidationError(message % {"keys": ", ".join(sorted(unknown))})
        for key, text in value.items():
            stated, detail = value_and_detail(text)
            label = capfirst(amenity_label(key))
            if stated not in AmenityValue.values:
                raise ValidationError(_("%(amenity)s: say whether the space has it.") % {"amenity": label})
            if len(detail) > LONGEST_DETAIL:
                message = _("%(amenity)s: at most %(most)s characters.")
                raise ValidationError(message % {"amenity": label, "most": LONGEST_DETAIL})

    def clean(self, value: Any) -> dict[str, str]:
        texts: dict[str, str] = super().clean(value)
        return {key: " ".join(text.split()) for key, text in texts.items()}

    def in_words(self, value: Any) -> str:
        """The values as people read them."""
        texts = self.to_python(value)
        return ", ".join(amenity_in_words(key, *value_and_detail(text)) for key, text in texts.items())

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and self.to_python(initial) != self.to_python(data)


def _keys_in(data: Any, prefix: str) -> list[str]:
    return [name.removeprefix(prefix) for name in data if name.startswith(prefix)]


def _row(name: str, key: str, text: str) -> SafeString:
    """The controls of one amenity."""
    value, detail = value_and_detail(text)
    label = capfirst(amenity_label(key))
    choices = [("", _("not known")), *AmenityValue.choices]
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((choice, SafeString(" selected") if choice == value else "", words) for choice, words in choices),
    )
    return format_html(
        '<div class="amenity-value{}"><label for="id_{}-{}">{}</label>'
        '<select id="id_{}-{}" name="{}-{}">{}</select>'
        '<input name="{}_detail-{}" value="{}" maxlength="{}" aria-label="{}" placeholder="{}"></div>',
        " has-detail" if detail else "",
        name, key, label,
        name, key, name, key, options,
        name, key, detail, LONGEST_DETAIL, _("%(amenity)s: details") % {"amenity": label}, _("details"),
    )  # fmt: skip
