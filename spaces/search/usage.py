"""Ranking by the price for the visitor's usage: what the address says, the order, and each card's figure.

The ranking is computed, not asked of the database: one query brings the keys and tariffs of all that fit,
best first, and equal tariffs are computed once (`spaces.pricing.price_list`).
"""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy, ngettext

from spaces.directory.models import Space
from spaces.directory.querysets import SpaceQuerySet
from spaces.pricing.exchange_rates import Rates
from spaces.pricing.price_list import cheapest_quote, ranking_key
from spaces.pricing.quote import MAX_DAYS, MAX_ROOM_HOURS, Usage

MOST_RANKED = 30_000  # fewer than the costs that spaces.pricing.price_list remembers
USUAL_HOURS = 8
PARAMETERS = ("days", "hours", "room")
TIE_ORDER = ("-recommendation_score", "-completeness", "normalized_name")


class UsageForm(forms.Form):
    """Days a month, hours a day, hours of a meeting room a month."""

    days = forms.IntegerField(required=False, min_value=0, max_value=MAX_DAYS)
    hours = forms.IntegerField(required=False, min_value=1, max_value=24)
    room = forms.IntegerField(required=False, min_value=0, max_value=MAX_ROOM_HOURS)

    def clean(self):
        values = super().clean() or {}
        if values.get("sort") == "usage" and not {"days", "room"} & set(self.data):
            self.add_error("days", gettext_lazy("Say how many days, or how many hours of a meeting room."))
        return values


def usage_of(values: dict) -> Usage | None:
    """The usage that was asked for, or None."""
    days, room = values.get("days") or 0, values.get("room") or 0
    return Usage(days, values.get("hours") or USUAL_HOURS, room) if days or room else None


def describe_usage(usage: Usage) -> str:
    """ "6 days a month of 8 hours, 1 hour of meeting room" """
    parts = []
    if usage.days:
        days = ngettext("%(n)s day a month", "%(n)s days a month", usage.days) % {"n": usage.days}
        hours = ngettext("%(n)s hour each", "%(n)s hours each", usage.hours) % {"n": usage.hours}
        parts.append(f"{days}, {hours}")
    if usage.room:
        text = ngettext("%(n)s hour of meeting room", "%(n)s hours of meeting room", usage.room)
        parts.append(text % {"n": usage.room})
    return " + ".join(parts)


def without(sort: str) -> dict[str, None]:
    """What to take out of the address so that no usage is asked for."""
    return dict.fromkeys((*PARAMETERS, "sort") if sort == "usage" else PARAMETERS)


def rank_by_usage(found: SpaceQuerySet, usage: Usage, currency: str, rates: Rates) -> list[int] | None:
    """The keys of all of `found` in the order of their price; None when they are too many to rank."""
    if found.order_by().count() > MOST_RANKED:
        return None
    rows = list(found.order_by(*TIE_ORDER, "pk").values_list("pk", "price_list"))
    ranks = {
        tariff: ranking_key(tariff, usage, currency, rates) for tariff in {tariff for _pk, tariff in rows}
    }
    rows.sort(key=lambda row: ranks[row[1]])
    return [pk for pk, _tariff in rows]


def add_usage_prices(
    spaces: Iterable[Space], usage: Usage | None, currency: str, rates: Rates | None
) -> None:
    """Give each of the spaces its `usage_quote`, or None."""
    if usage and rates:
        for space in spaces:
            space.usage_quote = cheapest_quote(space.price_list, usage, currency, rates)
