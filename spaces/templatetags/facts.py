"""Facts as pictures and footnotes: hours, marks of provenance, prices over time, the life story."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from django import template
from django.http import HttpRequest
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coworking.fields.partial_dates import first_day
from coworking.templating import charts
from coworking.templating.json_ld import as_script
from coworking.templating.library import register as for_jinja
from coworking.templating.library import register_words as words_for_jinja
from coworking.templating.rendering import macro
from spaces.directory.models import Space
from spaces.opening_hours import evaluate
from spaces.pages import jsonld
from spaces.pricing.models import Plan, Unit, What
from spaces.provenance.freshness import FRESHNESS_LEVELS, STALE, Freshness, freshness
from spaces.provenance.models import Basis, Sourced
from spaces.provenance.queries import Provenance

register = template.Library()

WEEK_LEFT, WEEK_WIDTH, WEEK_ROW = 44, 576, 24
FIRST_PRICES, FIRST_LINES = 8, 2  # how many stand open on the page of a space
ORDER_OF_WHAT = {what: number for number, what in enumerate(What.values)}


@register.filter
def partial_date(text: str) -> str:
    """ "2026-03" -> "March 2026", in the reader's language."""
    if not text:
        return ""
    return format_date(first_day(text), {4: "Y", 7: "F Y"}.get(len(text), "j F Y"))


@register.simple_tag
def open_status(space: Space) -> str:
    """Whether it is open now, and until when."""
    return macro("spaces/opening_hours/_status.jinja", "open_status")(space)


def opening(space: Space) -> dict:
    """How it stands now; the text of its hours when they cannot be evaluated."""
    schedule = space.schedule
    if schedule is None:
        return {"text": space.opening_hours}
    minute = timezone.now().replace(second=0, microsecond=0)
    kept = (schedule.expression, schedule.country_code, schedule.timezone)
    return _opening(*kept, space.hours_as_of, minute, get_language())


@lru_cache(4096)  # many spaces keep the same hours, and a minute is long
def _opening(
    expression: str, country: str, zone: str, as_of: str, minute: dt.datetime, _language: str | None
) -> dict:
    now = evaluate.status_of_expression(expression, country, zone, minute)
    local = minute.astimezone(evaluate.time_zone(zone))
    return {
        "now": now,
        "opens": _when(now.opens_at, local),
        "closes": _when(now.closes_at, local),
        "old": as_of if _is_old(as_of, local.date()) else "",
    }


def _is_old(as_of: str, today: dt.date) -> bool:
    """Hours that are past their limit are told with their date: nobody should travel for them unwarned."""
    return freshness(as_of, "", "opening_hours", today) is STALE


def _when(moment: dt.datetime | None, local: dt.datetime) -> str:
    if moment is None:
        return ""
    days, time = (moment.date() - local.date()).days, f"{moment:%H:%M}"
    if days == 0:
        return time
    if days == 1:
        return _("tomorrow %(time)s") % {"time": time}
    return format_date(moment, "D H:i" if days < 7 else "j F")


@register.inclusion_tag("spaces/opening_hours/_week_small.html")
def week_bars(space: Space) -> dict:
    """The current week without its frame, for a column of a table."""
    return this_week(space)


@register.simple_tag
def week_strip(space: Space) -> str:
    """The current week of a space as a strip, with the times in words."""
    return macro("spaces/opening_hours/_week.jinja", "week")(space, this_week(space))


def this_week(space: Space) -> dict:
    """The days of the current week as `_week.jinja` draws them; the text of hours that cannot be read."""
    if space.schedule is None:
        return {"text": space.opening_hours}
    local = timezone.now().astimezone(evaluate.time_zone(space.schedule.timezone))
    monday = local.date() - dt.timedelta(days=local.weekday())
    rows = [
        {"day": day, "y": 20 + number * WEEK_ROW, "is_today": day.date == local.date(), "bars": _bars(day)}
        for number, day in enumerate(evaluate.week(space.schedule, monday))
    ]
    ticks = [(hour, WEEK_LEFT + hour * WEEK_WIDTH // 24) for hour in range(0, 25, 6)]
    now_x = WEEK_LEFT + (local.hour * 60 + local.minute) * WEEK_WIDTH // 1440
    return {"rows": rows, "ticks": ticks, "now_x": now_x, "zone": space.schedule.timezone}


def _bars(day: evaluate.Day) -> list[tuple[int, int]]:
    """(x, width) of each span."""
    return [
        (WEEK_LEFT + span.start * WEEK_WIDTH // 1440, max((span.end - span.start) * WEEK_WIDTH // 1440, 2))
        for span in day.spans
    ]


def what_label(what: str) -> str:
    """What a plan is the price of."""
    return str(What(what).label)


def unit_label(unit: str) -> str:
    """For how long a plan is the price."""
    return str(Unit(unit).label)


def basis_label(basis: str) -> str:
    """How the date of a fact is known."""
    return str(Basis(basis).label)


def freshness_label(key: str) -> str:
    """The word for a freshness."""
    return str(next(one.label for one in FRESHNESS_LEVELS if one.key == key))


@register.filter
def age(space: Space) -> Freshness:
    """How fresh the newest fact of a space is."""
    return freshness(space.confirmed_on, "")


@register.simple_tag
def said(told: Provenance | None) -> str:
    """The footnote mark of a fact."""
    return macro("spaces/provenance/_marks.jinja", "said")(told) if told else ""


@register.simple_tag
def mark(freshness: Freshness) -> str:
    """The mark alone."""
    return macro("spaces/provenance/_marks.jinja", "mark")(freshness.key)


@register.simple_tag
def source_of(row: Sourced) -> str:
    """Who tells it, and as of when."""
    return macro("spaces/provenance/_marks.jinja", "source_of")(row)


@register.simple_tag
def freshness_legend() -> str:
    """The four marks and their words."""
    return macro("spaces/provenance/_marks.jinja", "legend")()


def price_history(plans: list[Plan]) -> dict:
    """Prices that stand, by what one gets, and the earlier ones; each plan with its source, newest first.

    `others` and `other_lines` are folded: nobody should scroll past 28 prices to read the hours.
    """
    today = timezone.localdate()
    rows = [
        (plan, Provenance(plan, freshness(plan.as_of, plan.as_of_basis, "prices", today))) for plan in plans
    ]
    current = [row for row in rows if row[0].is_current]
    current.sort(key=lambda row: ORDER_OF_WHAT.get(row[0].what, len(ORDER_OF_WHAT)))
    lines = list(_price_lines(plans))
    return {
        "first": current[:FIRST_PRICES],
        "others": current[FIRST_PRICES:],
        "earlier": [row for row in rows if not row[0].is_current],
        "lines": lines[:FIRST_LINES],
        "other_lines": lines[FIRST_LINES:],
    }


def _price_lines(plans: list[Plan]) -> Iterator[dict]:
    """A drawing for each thing whose price is known at two dates or more."""
    known: dict[tuple, dict[str, Plan]] = defaultdict(dict)
    for plan in plans:
        if plan.as_of and not plan.is_from:
            key = (plan.what, plan.unit, plan.quantity, plan.currency, plan.label)
            known[key][plan.as_of] = plan
    for by_date in known.values():
        dated = [by_date[date] for date in sorted(by_date)]
        if len({plan.amount for plan in dated}) > 1:
            points = [(first_day(plan.as_of), plan.amount) for plan in dated]
            yield {"first": dated[0], "last": dated[-1], "steps": charts.steps(points)}


def space_jsonld(space: Space, request: HttpRequest) -> SafeString:
    """What search engines read; nothing for a sample."""
    return as_script(jsonld.space_jsonld(space, request)) if not space.is_sample else SafeString("")


words_for_jinja(
    partial_date=partial_date,
    what_label=what_label,
    unit_label=unit_label,
    basis_label=basis_label,
    freshness_label=freshness_label,
)
for_jinja(opening=opening, this_week=this_week, price_history=price_history, space_jsonld=space_jsonld)
