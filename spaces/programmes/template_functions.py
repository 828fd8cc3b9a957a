"""Functions that templates call for programmes, and for the awards of a space."""

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coworking.fields.partial_dates import may_be_on_or_after
from coworking.templating.library import template_function
from coworking.templating.rendering import render_partial
from coworking.templating.template_functions import partial_date
from spaces.pricing.money import format_money
from spaces.programmes.models import Call, ProgrammeFact
from spaces.programmes.queries import SourcedEntry


@template_function
def fact_value(fact: ProgrammeFact) -> str:
    """Format what a source states, for the active language."""
    parts = [partial_date(fact.date), _number(fact), fact.text]
    return ", ".join(part for part in parts if part)


def _number(fact: ProgrammeFact) -> str:
    if fact.number is None:
        return ""
    if fact.currency:
        return format_money(fact.number, fact.currency)
    return number_format(fact.number.normalize() if fact.number % 1 else int(fact.number))


@template_function
def period(starts: str, ends: str) -> str:
    """Format a period, of which either end may be unknown."""
    if starts and ends:
        return f"{partial_date(starts)} – {partial_date(ends)}"
    if ends:
        return _("until %(date)s") % {"date": partial_date(ends)}
    return _("from %(date)s") % {"date": partial_date(starts)} if starts else ""


@template_function
def call_state(call: Call, day: str) -> str:
    """Return "open", "closed", or an empty string if no deadline is known."""
    if not call.deadline:
        return ""
    return "open" if may_be_on_or_after(call.deadline, day) else "closed"


@template_function
def awards_and_labels(awards: list[SourcedEntry]) -> SafeString:
    """List the awards and labels of a space."""
    return render_partial("spaces/programmes/_panel.jinja", {"awards": awards})
