from django.db import models


class HttpsURLField(models.URLField):
    """An address of the web. Typed without its beginning it is taken for https, in every form."""

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})

    def deconstruct(self):
        """For migrations it is Django's own field: the column is the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs
