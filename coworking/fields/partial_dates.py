"""Dates known to the year, the month or the day, stored as ISO 8601 text: "2014", "2014-05", "2014-05-23".

As text they sort in time order, and their length is their precision. Years run from 1000 to 2999, so that
neither a day more nor the offset of a time zone leaves the range of Python's dates.
"""

import datetime as dt
import re
from calendar import monthrange
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Generic in django-stubs only.
if TYPE_CHECKING:
    TextField = models.CharField[str, str]
else:
    TextField = models.CharField

_PATTERN = re.compile(r"[12]\d{3}(-\d{2}(-\d{2})?)?\Z", re.ASCII)


def first_day(text: str) -> dt.date:
    """The first day that a partial date may mean. Raises ValueError when `text` is no partial date."""
    if not _PATTERN.match(text):
        raise ValueError(f"not a date: {text!r}")
    return dt.date.fromisoformat(text + "-01" * ((10 - len(text)) // 3))


def last_day(text: str) -> dt.date:
    """The last day that a partial date may mean. Raises ValueError when `text` is no partial date."""
    first = first_day(text)
    if len(text) == 4:
        return first.replace(month=12, day=31)
    return first.replace(day=monthrange(first.year, first.month)[1]) if len(text) == 7 else first


def is_partial_date(text: str) -> bool:
    """Whether `text` is a year, a month or a day in ISO 8601."""
    try:
        return bool(first_day(text))
    except ValueError:
        return False


def is_future(text: str) -> bool:
    """Whether `text` is a partial date that has surely not come yet."""
    return is_partial_date(text) and text > timezone.localdate().isoformat()[: len(text)]


def validate_partial_date(text: str) -> None:
    """Raise ValidationError unless `text` is a year, a month or a day in ISO 8601."""
    if not is_partial_date(text):
        raise ValidationError(_("Write a date as 2014, 2014-05 or 2014-05-23."))


def validate_year(moment: dt.datetime) -> None:
    """Raise ValidationError unless a date's year is one that partial dates can have."""
    if not 1000 <= moment.year <= 2999:
        raise ValidationError(_("Write a year from 1000 to 2999."))


class PartialDateField(TextField):
    """A date known to the year, the month or the day; empty when unknown."""

    default_validators = [validate_partial_date]

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs["max_length"] = 10
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)


def on_or_after(field: str, day: str) -> Q:
    """Rows whose partial date in `field` may be `day` ("2026-11-24") or later."""
    return Q(**{f"{field}__gte": day}) | Q(**{f"{field}__in": [day[:4], day[:7]]})


def may_be_on_or_after(date: str, day: str) -> bool:
    """Whether the partial date `date` may be `day` or later."""
    return date >= day or date in (day[:4], day[:7])
