"""Sitemaps: the pages that search engines should index, in every language.

The index names sections: ranges of SECTION_SIZE primary keys in which a row has a page, each with the time of
its latest change. Django's own sitemaps were not used: they make an object of every row for the index, and
find a section by counting rows from the first.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connections, router
from django.db.models import F, Max, Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.views.decorators.http import require_safe

from spaces.directory.models import SECTION_SIZE, Space
from spaces.events.models import Event
from spaces.geography.models import City, Country
from spaces.programmes.models import Programme

# Two look-ups in the index `space_section` for each section. The conditions and the division are written as
# in that index: a database does not recognise them otherwise, nor with parameters.
_LISTED = "is_published AND NOT is_sample"
SECTIONS_OF_SPACES = f"""
WITH RECURSIVE section (number) AS (
    SELECT (SELECT id / {SECTION_SIZE} FROM spaces_space WHERE {_LISTED} ORDER BY id / {SECTION_SIZE} LIMIT 1)
    UNION ALL
    SELECT (
        SELECT id / {SECTION_SIZE} FROM spaces_space
        WHERE {_LISTED} AND id / {SECTION_SIZE} > section.number ORDER BY id / {SECTION_SIZE} LIMIT 1
    ) FROM section WHERE section.number IS NOT NULL
)
SELECT number, (
    SELECT updated_at FROM spaces_space
    WHERE {_LISTED} AND id / {SECTION_SIZE} = section.number ORDER BY updated_at DESC LIMIT 1
) FROM section WHERE number IS NOT NULL
"""
MAX_SECTIONS = 2**63 // SECTION_SIZE  # there are no keys beyond
Sections = Iterable[tuple[int, dt.datetime | None]]


@dataclass(frozen=True)
class PageKind:
    """The pages of one model: the rows that have one; (number, latest change if known) of their sections."""

    rows: Callable[[], QuerySet[Any]]
    sections: Callable[[], Sections]

    def in_section(self, number: int) -> QuerySet[Any]:
        first = number * SECTION_SIZE
        return self.rows().filter(pk__gte=first, pk__lt=first + SECTION_SIZE).order_by("pk")


def _sections_of_spaces() -> Sections:
    connection = connections[router.db_for_read(Space)]
    convert = Space._meta.get_field("updated_at")
    with connection.cursor() as cursor:
        cursor.execute(SECTIONS_OF_SPACES)
        for number, changed in cursor.fetchall():
            yield number, _aware(convert.to_python(changed))


def _aware(moment: dt.datetime) -> dt.datetime:
    """SQLite stores the time in UTC, without saying so."""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _counted(rows: Callable[[], QuerySet[Any]], changed: str = "") -> Callable[[], Sections]:
    """The sections of a table that is small enough to be read for the index."""

    def sections() -> Sections:
        numbered = rows().order_by().annotate(section=F("pk") / SECTION_SIZE).values_list("section")
        latest = numbered.annotate(n=Max(changed) if changed else Min("pk")).order_by("section")
        return [(number, value if changed else None) for number, value in latest]

    return sections


def _spaces() -> QuerySet[Space]:
    return Space.objects.published().filter(is_sample=False).only("slug", "updated_at")


def _cities() -> QuerySet[City]:
    return City.objects.with_spaces().only("slug", "country", "name")


class Countries(PageKind):
    """All in one section: their keys are codes."""

    def in_section(self, number: int) -> QuerySet[Any]:
        return self.rows() if number == 0 else Country.objects.none()


def _countries() -> QuerySet[Country]:
    return Country.objects.filter(cities__space_count__gt=0).distinct().order_by("code")


def _programmes() -> QuerySet[Programme]:
    return Programme.objects.only("slug", "updated_at")


def _events() -> QuerySet[Event]:
    return Event.objects.published().only("slug", "updated_at")


KINDS: dict[str, PageKind] = {
    "spaces": PageKind(_spaces, _sections_of_spaces),
    "cities": PageKind(_cities, _counted(_cities)),
    "countries": Countries(_countries, lambda: [(0, None)]),
    "programmes": PageKind(_programmes, _counted(_programmes, "updated_at")),
    "events": PageKind(_events, _counted(_events, "updated_at")),
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the sections of all kinds of pages."""
    return _document(
        "sitemapindex",
        (
            f"<sitemap><loc>{_url(request, reverse('sitemap_section', args=[kind, number]))}</loc>"
            f"{_changed(changed)}</sitemap>"
            for kind in KINDS
            for number, changed in KINDS[kind].sections()
        ),
    )


@require_safe
def section(request: HttpRequest, section: str, number: int) -> HttpResponse:
    """List the pages of one section ("spaces", 0), each in every language; 404 when it has none."""
    is_known = section in KINDS and number < MAX_SECTIONS
    rows = list(KINDS[section].in_section(number)) if is_known else []
    if not rows:
        raise Http404
    paths: dict[str, list[str]] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            paths[code] = [_url(request, row.get_absolute_url()) for row in rows]
    return _document("urlset", _entries(rows, paths))


def _entries(rows: list[Any], paths: dict[str, list[str]]) -> Iterator[str]:
    for place, row in enumerate(rows):
        translations = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{urls[place]}"/>'
            for code, urls in paths.items()
        )
        changed = _changed(getattr(row, "updated_at", None))
        for urls in paths.values():
            yield f"<url><loc>{urls[place]}</loc>{changed}{translations}</url>"


def _url(request: HttpRequest, path: str) -> str:
    return escape(f"{request.scheme}://{request.get_host()}{path}")


def _changed(moment: dt.datetime | None) -> str:
    return f"<lastmod>{moment.isoformat(timespec='seconds')}</lastmod>" if moment else ""


def _document(element: str, entries: Iterable[str]) -> HttpResponse:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{element} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    )
    lines = "\n".join(entries)
    return HttpResponse(f"{text}{lines}\n</{element}>\n", content_type="application/xml; charset=utf-8")
