"""Texts that describe a quote: what is bought, and what was assumed."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spaces.pricing.models import Unit, What
from spaces.pricing.money import format_money
from spaces.pricing.quote import (
    HALF_DAY_HOURS,
    MEETING_ROOM_DAY_HOURS,
    WEEK_DAYS,
    Price,
    Purchase,
    Quote,
    desk_size,
)


def describe_quote(quote: Quote) -> str:
    """Return what a quote consists of: "1 week + 1 day + 1 hour of meeting room"."""
    return " + ".join(map(describe_purchase, quote.purchases))


def describe_purchase(purchase: Purchase) -> str:
    """Return what is bought, without its price: "2 passes of 10 days"."""
    price = purchase.price
    words = _describe_count(price, purchase.count)
    if price.what == What.MEETING_ROOM:
        return _("%(what)s of meeting room") % {"what": words}
    if price.what == What.DEDICATED_DESK:
        return _("%(what)s at a dedicated desk") % {"what": words}
    return words


def _describe_count(price: Price, count: int) -> str:
    if price.is_subscription:
        return _describe_subscription(price)
    if price.unit == Unit.PASS:
        text = ngettext("%(n)s pass of %(days)s days", "%(n)s passes of %(days)s days", count)
        return text % {"n": count, "days": desk_size(price)}
    if price.quantity > 1:
        return f"{count} × {_describe_units(price.unit, price.quantity)}"
    return _describe_units(price.unit, count)


def _describe_subscription(price: Price) -> str:
    if price.months > 1:
        text = ngettext("1 month of %(n)s paid at once", "1 month of %(n)s paid at once", price.months)
        return text % {"n": price.months}
    if price.days_included and price.what != What.MEETING_ROOM:
        text = ngettext("1 month with %(n)s day", "1 month with %(n)s days", price.days_included)
        return text % {"n": price.days_included}
    return _describe_units(Unit.MONTH, 1)


def _describe_units(unit: str, n: int) -> str:
    texts = {
        Unit.HOUR: ngettext("%(n)s hour", "%(n)s hours", n),
        Unit.HALF_DAY: ngettext("%(n)s half-day", "%(n)s half-days", n),
        Unit.DAY: ngettext("%(n)s day", "%(n)s days", n),
        Unit.WEEK: ngettext("%(n)s week", "%(n)s weeks", n),
        Unit.MONTH: ngettext("%(n)s month", "%(n)s months", n),
    }
    return texts[Unit(unit)] % {"n": n}


def describe_tax(quote: Quote) -> str:
    """Return whether the sum includes tax, and how much of it does not."""
    if not quote.amount:
        return ""
    if quote.before_tax == quote.amount:
        return _("tax extra")
    if quote.before_tax:
        return _("of which %(amount)s before tax") % {
            "amount": format_money(quote.before_tax, quote.currency)
        }
    if quote.tax_unknown:
        return _("with or without tax: not known")
    return _("tax included")


def describe_missing(quote: Quote) -> str:
    """Return which part of the usage has no price, or an empty string."""
    words = {"desk": _("no price for so many days"), "room": _("price of a meeting room not known")}
    return ", ".join(words[part] for part in quote.missing)


def assumptions(quote: Quote) -> list[str]:
    """Return the assumptions behind a quote, one sentence each."""
    return list(_assumptions(quote))


def _assumptions(quote: Quote) -> Iterator[str]:
    desks = [p.price for p in quote.purchases if p.price.what != What.MEETING_ROOM]
    meeting_rooms = [p.price for p in quote.purchases if p.price.what == What.MEETING_ROOM]
    units = {price.unit for price in desks}
    if any(price.is_subscription and price.days_included is None for price in desks):
        yield _("A month covers all of its working days, 21.7 on average.")
    if any(price.is_subscription and price.months > 1 for price in (*desks, *meeting_rooms)):
        yield _("What is paid for several months counts with its share of one.")
    if Unit.WEEK in units:
        yield _("A week covers %(n)s days, and you choose which.") % {"n": WEEK_DAYS}
    if Unit.PASS in units:
        yield _("A pass is paid whole, and what is left of it is not counted.")
    if Unit.HALF_DAY in units | {price.unit for price in meeting_rooms}:
        yield _("A half-day is up to %(n)s hours.") % {"n": HALF_DAY_HOURS}
    if Unit.DAY in {price.unit for price in meeting_rooms}:
        yield _("A day of a meeting room is %(n)s hours.") % {"n": MEETING_ROOM_DAY_HOURS}
    if quote.is_from or quote.amount_max > quote.amount:
        yield _("The lowest price of a range counts: it can be more.")
