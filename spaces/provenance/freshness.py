"""Who says what of a space, since when, and how fresh it is."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coworking.fields.partial_dates import first_day
from spaces.provenance.models import Basis, Statement

if TYPE_CHECKING:
    from spaces.events.models import EventStatement

    AnyStatement = Statement | EventStatement


STALE_AFTER_MONTHS = {"prices": 6, "opening_hours": 12}
DEFAULT_STALE_AFTER_MONTHS = 24


@dataclass(frozen=True)
class Freshness:
    """`key` also names the shape of the mark."""

    key: str
    label: Promise


FRESH = Freshness("fresh", _("fresh"))
AGEING = Freshness("ageing", _("ageing"))
STALE = Freshness("stale", _("stale"))
UNDATED = Freshness("undated", _("undated"))
FRESHNESS_LEVELS = (FRESH, AGEING, STALE, UNDATED)


def freshness(as_of: str, basis: str, fact: str = "", today: dt.date | None = None) -> Freshness:
    """How fresh a fact of that name is: ageing from half of its limit on, stale after it.

    A date that is only a lower bound (`not_before`) or not known leaves the fact undated.
    """
    if not as_of or basis in (Basis.NOT_BEFORE, Basis.UNKNOWN):
        return UNDATED
    return _freshness_on(
        today or timezone.localdate(), as_of, STALE_AFTER_MONTHS.get(fact, DEFAULT_STALE_AFTER_MONTHS)
    )


@lru_cache(4096)
def _freshness_on(today: dt.date, as_of: str, limit: int) -> Freshness:
    """How fresh a dated fact is that is stale after so many months."""
    age = (today - first_day(as_of)).days / 30.44
    if age <= limit / 2:
        return FRESH
    return AGEING if age <= limit else STALE
