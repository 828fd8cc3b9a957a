"""Ranking by the cost of the visitor's usage: its form, the order, and the price that each card shows.

Costs are computed here, not by the database: one query brings the keys and price lists of all matching
spaces, the best first, and equal price lists are computed once (`spaces.pricing.price_list`).
"""

from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy, ngettext

from coworking.fields.amount_fields import WholeNumberField
from spaces.directory.models import Space
from spaces.directory.querysets import SpaceQuerySet
from spaces.pricing.exchange_rates import Rates
from spaces.pricing.price_list import UNKNOWN, cheapest_quote, ranking_key
from spaces.pricing.quote import MAX_DAYS, MAX_ROOM_HOURS, Usage
from spaces.provenance.freshness import stale_before
from spaces.search.samples import sample_pks

MAX_RANKED = 30_000  # fewer than the costs that spaces.pricing.price_list memoises
DEFAULT_HOURS = 8
USAGE_PARAMETERS = ("days", "hours", "room")
TIE_ORDER = ("-recommendation_score", "-completeness", "normalized_name")


class UsageForm(forms.Form):
    """Days per month, hours per day, hours of a meeting room per month."""

    days = WholeNumberField(required=False, confirms=False, min_value=0, max_value=MAX_DAYS)
    hours = WholeNumberField(required=False, confirms=False, min_value=1, max_value=24)
    room = WholeNumberField(required=False, confirms=False, min_value=0, max_value=MAX_ROOM_HOURS)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("sort") == "usage" and not {"days", "room"} & set(self.data):
            self.add_error("days", gettext_lazy("Say how many days, or how many hours of a meeting room."))
        return values


def usage_of(values: Mapping[str, Any]) -> Usage | None:
    """Return the usage in cleaned values, or None."""
    days, room_hours = values.get("days") or 0, values.get("room") or 0
    return Usage(days, values.get("hours") or DEFAULT_HOURS, room_hours) if days or room_hours else None


def describe_usage(usage: Usage) -> str:
    """Return, for example, "6 days a month, 8 hours each + 1 hour of meeting room"."""
    texts = []
    if usage.days:
        days = ngettext("%(n)s day a month", "%(n)s days a month", usage.days) % {"n": usage.days}
        hours = ngettext("%(n)s hour each", "%(n)s hours each", usage.hours) % {"n": usage.hours}
        texts.append(f"{days}, {hours}")
    if usage.room_hours:
        text = ngettext("%(n)s hour of meeting room", "%(n)s hours of meeting room", usage.room_hours)
        texts.append(text % {"n": usage.room_hours})
    return " + ".join(texts)


class RankedByUsage(NamedTuple):
    """The keys of spaces, the cheapest first, then those with stale prices, then those of unknown cost.

    Samples come last.
    """

    pks: list[int]
    stale_from: int
    unknown_from: int
    samples_from: int


def rank_by_usage(spaces: SpaceQuerySet, usage: Usage, currency: str, rates: Rates) -> RankedByUsage | None:
    """Return the keys of all of these spaces, the cheapest first; None if they are too many to rank.

    A cost is stale where the prices of desks are; it is not known where a part of the usage has no price.
    """
    if spaces.order_by().count() > MAX_RANKED:
        return None
    dates = ("day_price_as_of", "month_price_as_of")
    rows = list(spaces.order_by(*TIE_ORDER, "pk").values_list("pk", "price_list", *dates))
    price_lists = {row[1] for row in rows}
    ranks = {price_list: ranking_key(price_list, usage, currency, rates) for price_list in price_lists}
    limit = stale_before("prices")
    groups: tuple[list[int], ...] = ([], [], [], [])
    samples = sample_pks()
    for pk, price_list, *dates in sorted(rows, key=lambda row: ranks[row[1]]):
        is_unknown, is_stale = ranks[price_list][0] >= UNKNOWN, "" < max(dates) < limit
        groups[3 if pk in samples else 2 if is_unknown else is_stale].append(pk)
    starts = list(accumulate(map(len, groups)))
    return RankedByUsage([pk for group in groups for pk in group], *starts[:3])


def add_usage_prices(
    spaces: Iterable[Space], usage: Usage | None, currency: str, rates: Rates | None
) -> None:
    """Set `usage_quote` of each space to what the usage costs there, or None."""
    if usage and rates:
        for space in spaces:
            space.usage_quote = cheapest_quote(space.price_list, usage, currency, rates)
