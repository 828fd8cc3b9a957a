"""Writing helpers of the pages of programmes, and the awards on a space's page."""

from django import template
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coworking.fields.partial_dates import may_be_on_or_after
from coworking.templating.library import register as for_jinja
from coworking.templating.template_functions import partial_date
from spaces.pricing.money import format_money
from spaces.programmes.models import Call, ProgrammeFact
from spaces.programmes.queries import SourcedEntry

register = template.Library()


@register.filter
def fact_value(fact: ProgrammeFact) -> str:
    """What a source tells, as the reader's language writes it."""
    parts = [partial_date(fact.date), _number(fact), fact.text]
    return ", ".join(part for part in parts if part)


def _number(fact: ProgrammeFact) -> str:
    if fact.number is None:
        return ""
    if fact.currency:
        return format_money(fact.number, fact.currency)
    return number_format(fact.number.normalize() if fact.number % 1 else int(fact.number))


@register.simple_tag
def period(starts: str, ends: str) -> str:
    """From when to when, as far as it is known."""
    if starts and ends:
        return f"{partial_date(starts)} – {partial_date(ends)}"
    if ends:
        return _("until %(date)s") % {"date": partial_date(ends)}
    return _("from %(date)s") % {"date": partial_date(starts)} if starts else ""


@register.simple_tag
def call_state(call: Call, day: str) -> str:
    """ "open", "closed", or nothing where no deadline is known."""
    if not call.deadline:
        return ""
    return "open" if may_be_on_or_after(call.deadline, day) else "closed"


def awards_and_labels(awards: list[SourcedEntry]) -> SafeString:
    """What programmes gave to a space."""
    return render_to_string("spaces/programmes/_panel.html", {"awards": awards})


for_jinja(awards_and_labels=awards_and_labels)
