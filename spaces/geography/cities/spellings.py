"""What people write for a city: "75011 Paris", "Paris, France", "St-Denis", "London W1", or "n/a"."""

import re
from collections.abc import Iterator
from functools import lru_cache

from coworking.fields.errors import NotUnderstood
from coworking.i18n.normalize import normalize_name
from coworking.i18n.word_lists.lists import words
from spaces.geography.country_names import country_named

NO_CITIES = words("""
    na nc nd tbd tba none no null nil remote online virtual unknown various anywhere everywhere nowhere
    worldwide distanciel inconnu inconnue aucun aucune partout ailleurs divers neant onbekend geen
""")
ALIASES = {"nyc": "new york city"}  # GeoNames has it for Manhattan
DISTRICT = re.compile(r"( cedex( \d+)?| \d+(er|e|eme)?( arrondissement)?| arrondissement)+\Z")
_POSTCODE_BEFORE = re.compile(r"(?:[a-z]{1,2} )?\d{4,6}(?: [a-z]{2})? (?=\D)")
_BRITISH_DISTRICT = re.compile(r" [a-z]{1,2}\d{1,2}[a-z]?(?: \d[a-z]{2})?\Z")
_PREFIX = re.compile(r"(?:greater|city of|ville de|commune de|stad|stadt|gemeente) (?=.)")
_SUFFIX = re.compile(r"(?<=.) (?:ville|city|cbd|city centre|centre|center|centrum|ku|shi|metropole|area)\Z")
_BETWEEN = re.compile(r"\s*,\s*|\s+[-–—|]\s+|\s*/\s*|\s*\(")
_SAINTS = {"st": ("saint", "sankt"), "ste": ("sainte",)}


def is_city_name(text: str) -> bool:
    """Whether a text can be the name of a city: "n/a", "-", "Remote" and "1000" cannot."""
    name = normalize_name(text).replace(" ", "")
    return any(char.isalpha() for char in name) and name not in NO_CITIES


@lru_cache(maxsize=4096)
def other_spellings(text: str, country_code: str) -> tuple[str, ...]:
    """Normalized names to look for where a country has no city of the name itself, the likeliest first."""
    parts = [part.strip(" )") for part in _BETWEEN.split(text)]
    found: dict[str, None] = {}
    for part in (text, *parts):
        if part and not _is_country(part, country_code):
            found |= dict.fromkeys(_spellings(normalize_name(part)))
    return tuple(name for name in found if is_city_name(name))


def _spellings(name: str) -> Iterator[str]:
    """A normalized name, and the names without what may stand around it."""
    for shorter in (name, _POSTCODE_BEFORE.sub("", name, count=1)):
        for one in (shorter, DISTRICT.sub("", shorter), _BRITISH_DISTRICT.sub("", shorter)):
            for bare in (one, _PREFIX.sub("", one, count=1), _SUFFIX.sub("", one)):
                yield ALIASES.get(bare, bare)
                yield bare
                yield from _saints(bare)


def _saints(name: str) -> Iterator[str]:
    """The name with "saint" in full: "st denis" is Saint-Denis, or Sankt ... in German."""
    first, _blank, rest = name.partition(" ")
    for saint in _SAINTS.get(first, ()):
        yield f"{saint} {rest}"


def _is_country(text: str, code: str) -> bool:
    try:
        return country_named(text) == code
    except NotUnderstood:
        return False
