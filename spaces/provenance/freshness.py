"""How fresh a fact is, from its date and from how that date is known."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coworking.fields.partial_dates import first_day
from spaces.provenance.models import UNCHECKED, Basis

STALE_AFTER_MONTHS = {"prices": 6, "opening_hours": 12}
DEFAULT_STALE_AFTER_MONTHS = 24
DAYS_PER_MONTH = 30.44


def date_rank(as_of: str, basis: str) -> tuple[bool, str]:
    """Return a sort key of dates, undated and unchecked ones first; then by date.

    What was placed by address comes before all: every source knows better.
    """
    if basis == Basis.PLACED:
        return (False, "")
    return (bool(as_of) and basis not in UNCHECKED, as_of)


def stale_before(fact: str, today: dt.date | None = None) -> str:
    """Return the partial date before which all dates of the fact named `fact` are stale.

    Dates compare with it as text, and may mean their first day: "2026" is earlier than "2026-05-31", and
    neither "2026-05" nor "2026-05-01" is earlier than "2026-05".
    """
    limit = STALE_AFTER_MONTHS.get(fact, DEFAULT_STALE_AFTER_MONTHS)
    return _stale_before(today or timezone.localdate(), limit)


@lru_cache(64)
def _stale_before(today: dt.date, stale_after_months: int) -> str:
    first_day = (today - dt.timedelta(days=int(stale_after_months * DAYS_PER_MONTH))).isoformat()
    return first_day.removesuffix("-01").removesuffix("-01")


@dataclass(frozen=True)
class Freshness:
    """A level of freshness; `key` also selects the shape of its mark."""

    key: str
    label: Promise


FRESH = Freshness("fresh", _("fresh"))
AGEING = Freshness("ageing", _("ageing"))
STALE = Freshness("stale", _("out of date"))
UNDATED = Freshness("undated", _("undated"))
FRESHNESS_LEVELS = (FRESH, AGEING, STALE, UNDATED)


def freshness(as_of: str, basis: str, fact: str = "", today: dt.date | None = None) -> Freshness:
    """Return the freshness of the fact named `fact`: ageing from half of its time limit on, stale after it.

    `as_of` is a partial date ("2024-05") and `basis` a `Basis`. A date that is only a lower bound
    (`not_before`) or not known makes the fact undated. What merely stood in the data on a date (`listed`) or
    was placed by address is never fresh; what its source no longer has (`gone`) is stale.
    """
    if not as_of or basis in (Basis.NOT_BEFORE, Basis.UNKNOWN):
        return UNDATED
    if basis == Basis.GONE:
        return STALE
    limit = STALE_AFTER_MONTHS.get(fact, DEFAULT_STALE_AFTER_MONTHS)
    found = _freshness_on(today or timezone.localdate(), as_of, limit)
    return AGEING if found is FRESH and basis in UNCHECKED else found


@lru_cache(4096)
def _freshness_on(today: dt.date, as_of: str, stale_after_months: int) -> Freshness:
    months = (today - first_day(as_of)).days / DAYS_PER_MONTH
    if months <= stale_after_months / 2:
        return FRESH
    return AGEING if months <= stale_after_months else STALE
