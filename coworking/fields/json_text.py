"""JSON as people type it: only what both databases store."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _


def is_storable(value: Any) -> bool:
    """Whether PostgreSQL and SQLite both store this: no NaN or infinity, no NUL or half a character."""
    try:
        return b"\\u0000" not in _escaped(value)
    except (ValueError, RecursionError):
        return False


def _escaped(value: Any) -> bytes:
    # A backslash in the text itself is written as two, so that "\\u0000" typed as text is not taken for NUL.
    text = json.dumps(value, allow_nan=False, ensure_ascii=False)
    return text.replace("\\\\", "").encode("utf-8")


class JSONFormField(forms.JSONField):
    """Refuses, with a message beside the field, what Python's parser reads and a database does not store."""

    def to_python(self, value: Any) -> Any:
        try:
            parsed = super().to_python(value)
        except (ValueError, RecursionError):  # a number of 5,000 digits, a thousand brackets
            raise ValidationError(self.error_messages["invalid"], "invalid", {"value": value}) from None
        if not is_storable(parsed):
            raise ValidationError(_("No database stores one of these characters or numbers."))
        return parsed

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the form shows again: what is refused stays as it was typed."""
        try:
            parsed = super().bound_data(data, initial)
        except (ValueError, RecursionError):
            return InvalidJSONInput(data)
        return parsed if is_storable(parsed) else InvalidJSONInput(data)


class TypedJSONField(models.JSONField):
    """A JSON column that people may type into."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": JSONFormField, **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """In migrations it is Django's own field, because the column is the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", list(args), kwargs
