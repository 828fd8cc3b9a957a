"""What a city is called in the reader's language.

The names of the gazetteer tell no language: "Bruxelles", "Bruselas" and "BRU" stand side by side. But Unicode
CLDR names the city of each time zone in every language, so that is what readers get: capitals and some other
large cities. Every other city keeps the gazetteer's own name.
"""

from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from django.utils.translation import to_locale

from coworking.i18n.normalize import normalize_name

Key = tuple[str, str]  # country code, folded name


@lru_cache(maxsize=10_000)
def city_display_name(name: str, country_code: str, language: str) -> str:
    """The city's name in a language; its own name where nothing better is known."""
    return _names(language).get((country_code, normalize_name(name)), name)


@cache
def _names(language: str) -> dict[Key, str]:
    """{city: what it is called in the language}; nothing for English, or for a language without data."""
    try:
        theirs, english = (Locale.parse(to_locale(code), sep="_") for code in (language, "en"))
    except (ValueError, UnknownLocaleError):
        return {}
    if theirs.language == english.language:
        return {}
    found = {
        (country, normalize_name(_city(english, zone) or _from_key(zone))): _city(theirs, zone)
        for zone, country in get_global("zone_territories").items()
    }
    # "Tripoli (Libye)" tells two zones apart: it is no name.
    return {key: name for key, name in found.items() if name and "(" not in name}


def _city(locale: Locale, zone: str) -> str:
    return locale.time_zones.get(zone, {}).get("city", "")


def _from_key(zone: str) -> str:
    """ "Europe/Brussels" -> "Brussels": English names that the key tells already are left out of CLDR."""
    return zone.rpartition("/")[2].replace("_", " ")
