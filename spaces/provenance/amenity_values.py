"""What is known of an amenity: that a space has it, has it in a limited way, or does not have it.

Facts that are stored as JSON have values as text: "yes", "no", "limited", or with a detail:
"limited: two steps". Unknown is the absence of a value.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_DETAIL = 250  # characters
AMENITY_PREFIX = "amenity:"  # of the name of an amenity among the facts of a space


class AmenityValue(models.TextChoices):
    """Whether a space has an amenity."""

    YES = "yes", _("yes")
    LIMITED = "limited", pgettext_lazy("an amenity", "limited")
    NO = "no", pgettext_lazy("an amenity", "no")


def with_detail(value: str, detail: str = "") -> str:
    """The text of a value: ("limited", "two steps") -> "limited: two steps"."""
    return f"{value}: {detail}" if detail else value


def value_and_detail(text: str) -> tuple[str, str]:
    """The value and the detail of a text: "limited: two steps" -> ("limited", "two steps")."""
    value, _separator, detail = text.partition(": ")
    return value, detail


def amenity_fact(key: str) -> str:
    """The name of an amenity among the facts of a space, by which it has its own date and provenance."""
    return f"{AMENITY_PREFIX}{key}"
