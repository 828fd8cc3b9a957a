"""Functions that templates call to count views, and to show the counts."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from coworking.templating import charts
from coworking.templating.library import template_function
from coworking.templating.urls import fixed
from spaces.analytics import counters, queries
from spaces.directory.models import Space

CHART_WEEKS, TABLE_WEEKS = 26, 12


@template_function
def pixel(kind: str, spaces: Iterable[Space]) -> SafeString:
    """Return the image whose request counts the page for these spaces (`spaces.analytics.counters`)."""
    keys = "-".join(str(space.pk) for space in spaces)
    if not keys:
        return SafeString("")
    before, after = fixed("pixel", kind, "0").rsplit("0", 1)
    return format_html('<img class="pixel" src="{}{}{}" alt="" width="1" height="1">', before, keys, after)


@template_function
def weekly_counts(space: Space) -> dict[str, Any]:
    """Return how often a space was viewed by week, as a chart and as a table."""
    counters.flush()
    weeks = queries.weekly_counts(space, CHART_WEEKS)
    return {
        "columns": list(zip(weeks, charts.bars([week.views for week in weeks]), strict=True)),
        "width": charts.COLUMNS_WIDTH,
        "weeks": list(reversed(weeks[-TABLE_WEEKS:])),
        "sums": queries.total_counts(weeks[-4:]),
        "first": weeks[0].monday,
        "last": weeks[-1].monday,
        "most": max(week.views for week in weeks),
    }
