"""Functions that templates of every feature use."""

from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.template import Context, defaulttags
from django.template.defaultfilters import date as format_date
from django.template.defaultfilters import floatformat, linebreaksbr
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

from coworking.fields.partial_dates import first_day
from coworking.templating.icons import in_sprite, single_icon, sprite
from coworking.templating.library import memoized_template_function, template_function

template_function(floatformat)
template_function(linebreaksbr)


class LanguageLink(NamedTuple):
    """The current page in one of the languages of the site."""

    code: str
    name: str  # in the language itself
    url: str
    is_current: bool


@template_function
@cache
def icon(name: str, css_class: str = "") -> SafeString:
    """Return the SVG of a decorative icon: of the sprite, or of a sprite of its own."""
    if in_sprite(name):
        url, version = reverse("icons"), sprite()[1]
    else:
        url, version = reverse("icon", args=[name]), single_icon(name)[1]
    return format_html(
        '<svg class="i {}" aria-hidden="true"><use href="{}?v={}#{}"/></svg>', css_class, url, version, name
    )


@template_function
def language_links(request: HttpRequest | None) -> list[LanguageLink]:
    """Return the URLs of the current page in every language.

    They differ in their first segment alone, unless the view has set `paths_by_language`.
    """
    path, current = request.get_full_path() if request else "/", get_language()
    prefix = f"/{current}/"
    own: dict[str, str] = getattr(request, "paths_by_language", {})
    query = path[len(request.path) :] if request and own else ""
    return [
        LanguageLink(
            code=code,
            name=_native_name(code),
            url=own[code] + query if own else _in_language(path, prefix, code),
            is_current=code == current,
        )
        for code, _name in settings.LANGUAGES
    ]


def _in_language(path: str, prefix: str, code: str) -> str:
    return f"/{code}/{path[len(prefix) :]}" if path.startswith(prefix) else path


@cache
def _native_name(code: str) -> str:
    return str(get_language_info(code)["name_local"]).capitalize()


@template_function
def web(url: str) -> str:
    """Return the URL if it leads to the web; empty for every other scheme, whoever entered it."""
    return url if url.lower().startswith(("https://", "http://")) else ""


@memoized_template_function
def partial_date(date: str) -> str:
    """Format a partial date for the active language: "2026-03" -> "March 2026"."""
    if not date:
        return ""
    return format_date(first_day(date), {4: "Y", 7: "F Y"}.get(len(date), "j F Y"))


@template_function
def partial_month(date: str) -> str:
    """Format a partial date without its day: "2026-03-12" -> "March 2026", "2015" -> "2015"."""
    return partial_date(date[:7])


@template_function
def short_date(date: str) -> str:
    """Format how old a fact is: the year of an earlier year, else the month: "2015", "March 2026"."""
    return partial_month(date) if date[:4] == str(timezone.localdate().year) else date[:4]


@template_function
def querystring(request: HttpRequest, **changes: str | int | None) -> str:
    """Return the query string of the current page with parameters changed, or removed where they are None."""
    query: str = defaulttags.querystring(Context(), request.GET, **changes)
    return query
