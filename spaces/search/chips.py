"""Chips: each filter in force in words, and the address without it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from spaces.pricing.money import format_money
from spaces.pricing.quote import Usage
from spaces.search import usage as by_usage
from spaces.search.filters.facets import Option
from spaces.search.filters.filterset import circle
from spaces.search.links import Links

Without = dict[str, None]  # the parameters that are taken away with a chip


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it."""

    label: str
    remove_url: str


def of_place(name: str, links: Links) -> Chip:
    """The place that the words, or `place=`, name."""
    return Chip(name, links.url_with(place=None))


def of_words(words: str, links: Links) -> Chip:
    """The words that are searched for as text."""
    return Chip(_("“%(words)s”") % {"words": words}, links.url_with(q=None))


def of_facet(name: str, chosen: list[str], options: list[Option], links: Links) -> Iterator[Chip]:
    """Each option that is chosen."""
    link = links.each_with(name)
    for option in options:
        if option.selected:
            yield Chip(option.label, link([value for value in chosen if value != option.value]))


def of_others(values: dict, currency: str, usage: Usage | None, sort: str, links: Links) -> list[Chip]:
    """The other filters. `values` are all that is asked, prices in `currency`."""
    said = [*_where_and_price(values, currency), *_usage(usage, sort), *_when_and_trust(values)]
    return [Chip(label, links.url_with(**without)) for label, without in said]


def _where_and_price(values: dict, currency: str) -> Iterator[tuple[str, Without]]:
    if near := circle(values):
        yield _("within %(radius)s km") % {"radius": f"{near[2]:g}"}, {"near": None, "radius": None}
    if "price_max" in values:
        is_monthly = values.get("price_per") == "month"
        text = _("up to %(price)s a month") if is_monthly else _("up to %(price)s a day")
        price = format_money(values["price_max"], currency)
        yield text % {"price": price}, {"price_max": None, "price_per": None, "currency": None}


def _usage(usage: Usage | None, sort: str) -> Iterator[tuple[str, Without]]:
    if usage:
        yield by_usage.describe_usage(usage), by_usage.without(sort)


def _when_and_trust(values: dict) -> Iterator[tuple[str, Without]]:
    if values.get("open") == "now":
        yield _("open now"), {"open": None}
    elif "at" in values:
        when = date_format(values["at"], "SHORT_DATETIME_FORMAT")
        yield _("open at %(when)s") % {"when": when}, {"open": None, "at": None}
    if "photos" in values:
        yield _("has photos"), {"photos": None}
    if "confirmed" in values:
        yield _("known within %(n)s months") % {"n": values["confirmed"]}, {"confirmed": None}
    if "closed" in values:
        yield _("closed ones too"), {"closed": None}
