"""The form of the site's settings."""

import secrets
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminFileWidget, AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coworking.pictures.processing import Processed, Shape, process
from coworking.site.models import TEXTS, SiteSettings

ACCEPT = "image/jpeg,image/png,image/webp,image/avif,image/heic,image/heif,.heic,.heif"
SHAPES = {
    "logo": Shape((800,), ("WEBP",), is_transparent=True),
    "icon": Shape((192,), ("PNG",), is_transparent=True),
    "social_image": Shape((1200,), ("JPEG",)),
}
SUFFIXES = {"WEBP": ".webp", "PNG": ".png", "JPEG": ".jpg"}
LABELS: dict[str, tuple[Any, Any]] = {
    "tagline": (_("tagline"), _("Below the heading of the home page, and in search engines: one line.")),
    "heading": (_("heading of the home page"), ""),
    "introduction": (_("text of the home page"), _("In Markdown, below the search box.")),
    "footer": (_("text of the footer"), _("In Markdown. Empty for a sentence about the directory.")),
}
LONG = {"introduction": 5000, "footer": 2000}
LONGEST_LINE = 120
FIELDS = ("name", *SHAPES, "logo_has_name", "accent", "accent_dark", "sign_up")
Prepared = dict[str, Processed | ValidationError]  # by the name of the field


def prepare(files: Any) -> Prepared:
    """Process the pictures of a request; this takes seconds, so it precedes the transaction."""
    prepared: Prepared = {}
    for name, shape in SHAPES.items():
        file = files.get(name)
        if not file:
            continue
        try:
            prepared[name] = process(file, shape)
        except ValidationError as error:
            prepared[name] = error
    return prepared


def text_field(name: str, language: str) -> str:
    """Return the name of the form's field of a text in a language."""
    return f"{name}_{language}"


def _text_fields() -> dict[str, forms.Field]:
    """Return the fields of the texts, of every language."""
    fields: dict[str, forms.Field] = {}
    for language, _name in settings.LANGUAGES:
        for name, (label, help_text) in LABELS.items():
            fields[text_field(name, language)] = forms.CharField(
                label=label,
                help_text=help_text,
                required=False,
                max_length=LONG.get(name, LONGEST_LINE),
                widget=AdminTextareaWidget({"rows": 5}) if name in LONG else AdminTextInputWidget(),
            )
    return fields


_TextsForm: Any = type("_TextsForm", (forms.Form,), _text_fields())


class SiteForm(forms.ModelForm[SiteSettings], _TextsForm):  # type: ignore[misc]
    """The settings; texts have a field for each language. `prepared` holds the pictures, processed."""

    prepared: Prepared

    class Meta:
        model = SiteSettings
        fields = FIELDS
        field_classes = dict.fromkeys(SHAPES, forms.FileField)
        widgets = {name: AdminFileWidget({"accept": ACCEPT}) for name in SHAPES}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, _name in settings.LANGUAGES:
            for name in TEXTS:
                field = self.fields[text_field(name, language)]
                field.initial = self.instance.texts.get(language, {}).get(name, "")

    def _picture(self, name: str) -> Any:
        """Return the processed file in the place of the uploaded one."""
        value = self.cleaned_data[name]
        if not isinstance(value, UploadedFile):
            return value
        processed = self.prepared[name]
        if isinstance(processed, ValidationError):
            raise processed
        made = processed.renditions[-1]
        if name == "icon" and made.width != made.height:
            size = {"width": made.width, "height": made.height}
            message = gettext("An icon has to be square; this one is as %(width)s to %(height)s.")
            raise ValidationError(message % size)
        return ContentFile(made.content, f"{secrets.token_hex(8)}{SUFFIXES[made.format]}")

    def clean_logo(self) -> Any:
        return self._picture("logo")

    def clean_icon(self) -> Any:
        return self._picture("icon")

    def clean_social_image(self) -> Any:
        return self._picture("social_image")

    def save(self, commit: bool = True) -> SiteSettings:
        """Store the texts of all languages; delete pictures that others replace after the commit."""
        texts: dict[str, dict[str, str]] = {}
        for language, _name in settings.LANGUAGES:
            for name in TEXTS:
                if value := self.cleaned_data[text_field(name, language)]:
                    texts.setdefault(language, {})[name] = value
        self.instance.texts = texts
        old = SiteSettings.objects.filter(pk=self.instance.pk).first()
        for name in SHAPES:
            if old and getattr(old, name) and name in self.changed_data:
                file, storage = getattr(old, name).name, getattr(old, name).storage
                transaction.on_commit(partial(storage.delete, file))
        return super().save(commit)
