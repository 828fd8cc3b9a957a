"""Functions that templates call for facts of a space."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext

from coworking.templating.library import template_function
from coworking.templating.template_functions import icon
from spaces.directory.models import Space
from spaces.directory.panels import Subject, render
from spaces.directory.vocabulary import (
    Vocabulary,
    amenity_icon,
    amenity_in_words,
    amenity_label,
    kind_label,
    vocabulary,
)


@template_function
def address_line(space: Space) -> str:
    """Return street, postcode and city in one line."""
    city = f"{space.postcode} {space.city.display_name}".strip()
    return ", ".join(part for part in (space.street, city) if part)


@template_function
def capacity(space: Space) -> str:
    """Describe the capacity: desks, people, meeting rooms, area."""
    descriptions = []
    if n := space.desks:
        descriptions.append(ngettext("%(n)s desk", "%(n)s desks", n) % {"n": intcomma(n)})
    if n := space.people:
        descriptions.append(ngettext("%(n)s person", "%(n)s people", n) % {"n": intcomma(n)})
    if n := space.rooms:
        descriptions.append(ngettext("%(n)s meeting room", "%(n)s meeting rooms", n) % {"n": intcomma(n)})
    if n := space.area_m2:
        descriptions.append(f"{intcomma(n)} m²")
    return ", ".join(descriptions)


@template_function
def host(url: str) -> str:
    """Return the host of a URL, without "www."."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


@template_function
def tel_number(phone: str) -> str:
    """Return a phone number for a `tel:` URL: RFC 3966 allows no spaces."""
    return re.sub(r"[^\d+*#]", "", phone)


@template_function
def panels(page: str, request: HttpRequest, subject: Subject = None) -> SafeString:
    """Render what other features add to this page."""
    return render(page, request, subject)


@template_function
def amenity_mark(key: str) -> SafeString:
    """Return the icon and the label of an amenity."""
    return _amenity_mark(key, get_language(), vocabulary())


@lru_cache(maxsize=1000)
def _amenity_mark(key: str, language: str | None, words: Vocabulary) -> SafeString:
    return format_html("{}{}", icon(amenity_icon(key)), amenity_label(key))


@template_function
def amenity_fact_mark(key: str, value: str, detail: str) -> SafeString:
    """Return the icon of an amenity, and what is known of it: "Wifi", "No wifi", "Wifi: limited (slow)"."""
    return format_html(
        "{}<span>{}</span>", icon(amenity_icon(key)), capfirst(amenity_in_words(key, value, detail))
    )


template_function(kind_label)
template_function(amenity_label)
