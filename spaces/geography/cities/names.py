"""The names of cities in the reader's language.

The gazetteer does not say in which language a name is: "Bruxelles", "Bruselas" and "BRU" are listed side by
side. But Unicode CLDR names the city of each time zone in every language, so readers see those names for
capitals and some other large cities. Every other city has the gazetteer's own name. The slug of a city in a
language is made of its name there: /en/be/brussels/ and /fr/be/bruxelles/ are one page in two languages.
"""

from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import to_locale

from coworking.i18n.normalize import normalize_name

Key = tuple[str, str]  # country code, normalized name
SEARCH_LANGUAGES = ("nl",)  # whose names of cities search knows beside those of the site's languages


@lru_cache(maxsize=10_000)
def city_display_name(name: str, country_code: str, language: str) -> str:
    """Return the name of a city in a language, or `name` itself when CLDR has none."""
    return _names(language).get((country_code, normalize_name(name)), name)


@lru_cache(maxsize=10_000)
def main_names(name: str, country_code: str) -> frozenset[str]:
    """Return the normalized main names of a city: the gazetteer's, and those of CLDR in each language."""
    languages = (*(code for code, _language in settings.LANGUAGES), *SEARCH_LANGUAGES)
    names = (name, *(city_display_name(name, country_code, language) for language in languages))
    return frozenset(map(normalize_name, names))


@lru_cache(maxsize=10_000)
def city_slug(slug: str, name: str, country_code: str, language: str) -> str:
    """Return the slug of a city in the URLs of a language; `slug` is its own.

    A namesake, whose own slug has more than its name, has the same one in all languages.
    """
    if slug != slugify(normalize_name(name)):
        return slug
    return slugify(normalize_name(city_display_name(name, country_code, language))) or slug


def own_slug(slug: str, country_code: str, language: str) -> str:
    """Return a city's own slug, of the one that URLs of a language have; the same of most cities."""
    return _own_slugs(language).get((country_code, slug), slug)


@cache
def _own_slugs(language: str) -> dict[Key, str]:
    """Return {(country code, slug in the language): own slug} of the cities where they differ."""
    found = {}
    for (country_code, name), theirs in _names(language).items():
        own, localized = slugify(name), slugify(normalize_name(theirs))
        if localized and localized != own:
            found[country_code, localized] = own
    return found


def is_slug_of_another(slug: str, country_code: str) -> bool:
    """Whether a city in a language has this slug: a new city cannot have it as its own."""
    return any((country_code, slug) in _own_slugs(code) for code, _language in settings.LANGUAGES)


@cache
def _names(language: str) -> dict[Key, str]:
    """Return {city: its name in the language}; empty for English and for languages without data."""
    try:
        theirs, english = (Locale.parse(to_locale(code), sep="_") for code in (language, "en"))
    except (ValueError, UnknownLocaleError):
        return {}
    if theirs.language == english.language:
        return {}
    names = {
        (country, normalize_name(_exemplar_city(english, zone) or _city_in_key(zone))): _exemplar_city(
            theirs, zone
        )
        for zone, country in get_global("zone_territories").items()
    }
    # "Tripoli (Libye)" distinguishes two time zones; it is not the name of the city.
    return {key: name for key, name in names.items() if name and "(" not in name}


def _exemplar_city(locale: Locale, zone: str) -> str:
    return str(locale.time_zones.get(zone, {}).get("city", ""))


def _city_in_key(zone: str) -> str:
    """Return "Brussels" of "Europe/Brussels": CLDR leaves out English names that equal the key."""
    return zone.rpartition("/")[2].replace("_", " ")
