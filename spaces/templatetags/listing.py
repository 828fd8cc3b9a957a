"""Small writing helpers of the space's page and of cards."""

import re
from collections.abc import Iterable
from decimal import Decimal
from urllib.parse import urlsplit

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.defaultfilters import floatformat, linebreaksbr
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from coworking.templatetags.site import icon
from coworking.templating import charts
from coworking.templating.library import register as for_jinja
from coworking.templating.library import register_words as words_for_jinja
from coworking.templating.rendering import render_partial
from coworking.templating.urls import fixed
from spaces.analytics import counters, queries
from spaces.directory.amenities import amenity_icon, amenity_label
from spaces.directory.choices import Kind
from spaces.directory.models import Space
from spaces.directory.panels import render as render_parts
from spaces.geography import city_names
from spaces.geography.models import City
from spaces.managers import facts
from spaces.pricing.money import format_money
from spaces.search.engine import Search

register = template.Library()

FEWEST_PRICES = 5
WEEKS, WEEKS_IN_WORDS = 26, 12


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """An amount as the reader's language writes it."""
    return format_money(amount, currency)


@register.filter
def host(url: str) -> str:
    """The host of a web address, without "www."."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def dialled(phone: str) -> str:
    """What a telephone dials: RFC 3966 knows no blanks."""
    return re.sub(r"[^\d+*#]", "", phone)


def address(space: Space) -> str:
    """Street, postcode and city as one line."""
    town = f"{space.postcode} {space.city.display_name}".strip()
    return ", ".join(part for part in (space.street, town) if part)


@register.filter
def capacity(space: Space) -> str:
    """Desks, people, rooms and area in words."""
    parts = (
        (space.desks, lambda n: ngettext("%(n)s desk", "%(n)s desks", n) % {"n": intcomma(n)}),
        (space.people, lambda n: ngettext("%(n)s person", "%(n)s people", n) % {"n": intcomma(n)}),
        (
            space.rooms,
            lambda n: ngettext("%(n)s meeting room", "%(n)s meeting rooms", n) % {"n": intcomma(n)},
        ),
        (space.area_m2, lambda n: f"{intcomma(n)} m²"),
    )
    return ", ".join(write(number) for number, write in parts if number)


def price_spread(search: Search) -> SafeString:
    """What the places found in a city ask, as columns; nothing where too few are known to say much."""
    counts = search.price_counts() if isinstance(search.place, City) else {}
    if sum(counts.values()) < FEWEST_PRICES or len(counts) < 2:
        return SafeString("")
    values = {
        "columns": charts.columns(counts),
        "width": charts.COLUMNS_WIDTH,
        "known": sum(counts.values()),
        "low": format_money(min(counts), search.currency),
        "high": format_money(max(counts), search.currency),
        "middle": format_money(charts.median(counts), search.currency),
        "per": search.price_per,
        "currency": search.currency,
    }
    return render_partial("spaces/pricing/_price_spread.jinja", values)


@register.simple_tag
def pixel(kind: str, spaces: Iterable[Space]) -> SafeString:
    """The picture by which a page is counted for these spaces (`spaces.analytics.counters`)."""
    keys = "-".join(str(space.pk) for space in spaces)
    if not keys:
        return SafeString("")
    before, after = fixed("pixel", kind, "0").rsplit("0", 1)
    return format_html('<img class="pixel" src="{}{}{}" alt="" width="1" height="1">', before, keys, after)


def amenity_mark(key: str) -> SafeString:
    """An amenity's icon and word."""
    return format_html("{}{}", icon(amenity_icon(key)), amenity_label(key))


def kind_label(kind: str) -> str:
    """The word for a kind of space."""
    return str(Kind(kind).label)


def city_called(name: str, country: str) -> str:
    """A city's name in the reader's language; `country` is its code."""
    return city_names.city_display_name(name, country, get_language() or "en")


def km(distance: float) -> str:
    """Kilometres with one decimal, as the reader's language writes them."""
    return number_format(distance, 1)


words_for_jinja(city_called=city_called, km=km, money=money, amenity_mark=amenity_mark, kind_label=kind_label)
for_jinja(
    address=address,
    capacity=capacity,
    dialled=dialled,
    host=host,
    linebreaksbr=linebreaksbr,
    level_of=facts.level_of,
    floatformat=floatformat,
    price_spread=price_spread,
    pixel=pixel,
    parts=render_parts,
)


@register.simple_tag(takes_context=True)
def parts(context, page: str, subject: Space | City) -> SafeString:
    """What other apps add to this page."""
    return render_parts(page, context["request"], subject)


@register.inclusion_tag("spaces/analytics/_weekly_counts.html")
def weekly_figures(space: Space) -> dict:
    """How often a space was looked at, week by week, drawn and as a table."""
    counters.flush()
    weeks = queries.weekly_counts(space, WEEKS)
    return {
        "columns": list(zip(weeks, charts.bars([week.views for week in weeks]), strict=True)),
        "width": charts.COLUMNS_WIDTH,
        "weeks": list(reversed(weeks[-WEEKS_IN_WORDS:])),
        "sums": queries.total_counts(weeks[-4:]),
        "first": weeks[0].monday,
        "last": weeks[-1].monday,
        "most": max(week.views for week in weeks),
    }
