"""Functions that templates call for the frame of all pages, and for the page of a space."""

from typing import NamedTuple

from django.db.models import Exists, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from coworking.caching.memoize import memoize
from coworking.database.prepared import PreparedQuery
from coworking.templating.json_ld import as_script
from coworking.templating.library import template_function
from spaces.directory.models import Space
from spaces.events.models import Event
from spaces.geography.models import City, Country
from spaces.pages import jsonld
from spaces.programmes.models import Call, Programme


class Sections(NamedTuple):
    """Which parts of the site have anything to show."""

    cities: bool = False
    events: bool = False
    programmes: bool = False
    calls: bool = False


@template_function
@memoize
def site_sections() -> Sections:
    """Return which parts of the site are not empty: the footer links to these. One query."""
    rows = _sections.rows()
    return Sections(*map(bool, rows[0])) if rows else Sections()


def _sections_query() -> QuerySet[Country, tuple[bool, ...]]:
    parts = (
        City.objects.with_spaces(),
        Event.objects.published(),
        Programme.objects.all(),
        Call.objects.canonical(),
    )
    return Country.objects.order_by().values_list(*(Exists(part.order_by()) for part in parts))[:1]


# Prepared: every page has the footer, and asks again after each change of a space or an event.
_sections = PreparedQuery(_sections_query)


@template_function
def space_jsonld(space: Space, request: HttpRequest) -> SafeString:
    """Return the structured data of a space for search engines; nothing for a sample."""
    if space.is_sample:
        return SafeString("")
    return as_script(jsonld.space_jsonld(space, request)) + as_script(
        jsonld.breadcrumbs_jsonld(space, request)
    )


@template_function
def section_name(section: str) -> str:
    """Return the name of a section of the page, as it stands in a sentence."""
    return {"prices": _("prices"), "hours": _("opening hours"), "amenities": _("amenities")}[section]


@template_function
def in_words(words: list[str]) -> str:
    """Join words as a sentence does: "prices, opening hours and amenities"."""
    return get_text_list(words, _("and"))
