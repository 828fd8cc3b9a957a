from typing import TYPE_CHECKING, Any

from django.db import models
from django.forms import Field

# Generic in django-stubs only.
if TYPE_CHECKING:
    TextURLField = models.URLField[str, str]
else:
    TextURLField = models.URLField


class HttpsURLField(TextURLField):
    """A URL; typed without a scheme, it is taken for https in every form."""

    def formfield(self, **kwargs: Any) -> Field | None:
        return super().formfield(**{"assume_scheme": "https", **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """In migrations it is Django's own field, because the column is the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", list(args), kwargs
