"""Facts of spaces, for Django templates."""

from typing import Any

from django import template

from coworking.templating import template_functions
from coworking.templating.rendering import macro
from spaces.directory.models import Space
from spaces.opening_hours.template_functions import current_week
from spaces.provenance.freshness import Freshness, freshness
from spaces.provenance.models import Sourced
from spaces.provenance.queries import Provenance

register = template.Library()
register.filter(template_functions.partial_date)


@register.simple_tag
def open_status(space: Space) -> str:
    """Return whether it is open now, and until when."""
    return macro("spaces/opening_hours/_status.jinja", "open_status")(space)


@register.inclusion_tag("spaces/opening_hours/_week_small.html")
def week_bars(space: Space) -> dict[str, Any]:
    """Draw the current week without its frame, for a column of a table."""
    return current_week(space)._asdict()


@register.simple_tag
def week_strip(space: Space) -> str:
    """Draw the current week of a space, with the times as text."""
    return macro("spaces/opening_hours/_week.jinja", "week_strip")(space, current_week(space))


@register.filter
def age(space: Space) -> Freshness:
    """Return how fresh the newest fact of a space is."""
    return freshness(space.confirmed_on, "")


@register.simple_tag
def said(provenance: Provenance | None) -> str:
    """Return the mark that opens the provenance of a fact."""
    return macro("spaces/provenance/_provenance.jinja", "provenance_mark")(provenance) if provenance else ""


@register.simple_tag
def mark(freshness: Freshness) -> str:
    """Return the icon of a level of freshness."""
    return macro("spaces/provenance/_provenance.jinja", "freshness_icon")(freshness.key)


@register.simple_tag
def source_of(statement: Sourced) -> str:
    """Return the source of a statement and its date."""
    return macro("spaces/provenance/_provenance.jinja", "source_link")(statement)


@register.simple_tag
def freshness_legend() -> str:
    """Return the icon and the name of each level of freshness."""
    return macro("spaces/provenance/_provenance.jinja", "freshness_legend")()
