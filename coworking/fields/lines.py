from typing import TYPE_CHECKING, Any

from django.db import models

# Generic in django-stubs only.
if TYPE_CHECKING:
    TextField = models.CharField[str, str]
else:
    TextField = models.CharField


def one_line(text: str) -> str:
    """`text` with a space in place of each line break, so that it fits a line of a mail or a calendar."""
    return text if text.isprintable() else " ".join(filter(None, map(str.strip, text.splitlines())))


class LineField(TextField):
    """Text of one line, such as a name or a title: line breaks become spaces wherever it is typed or stored.

    Browsers do not send line breaks in such fields, but programs do.
    """

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return one_line(value) if isinstance(value, str) else value

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """In migrations it is Django's own field, because the column is the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", list(args), kwargs
