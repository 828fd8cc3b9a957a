"""The names of cities in the reader's language.

The gazetteer does not say in which language a name is: "Bruxelles", "Bruselas" and "BRU" are listed side by
side. But Unicode CLDR names the city of each time zone in every language, so readers see those names for
capitals and some other large cities. Every other city has the gazetteer's own name.
"""

from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from django.utils.translation import to_locale

from coworking.i18n.normalize import normalize_name

Key = tuple[str, str]  # country code, normalized name


@lru_cache(maxsize=10_000)
def city_display_name(name: str, country_code: str, language: str) -> str:
    """Return the name of a city in a language, or `name` itself when CLDR has none."""
    return _names(language).get((country_code, normalize_name(name)), name)


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
