"""Suggestions while a visitor types: places and spaces whose names begin with the text, as plain values."""

from bisect import bisect_left
from functools import cache
from typing import Any

from django.db.models import F, QuerySet, Value
from django.utils.translation import get_language

from coworking.database.lookups import LAST_CODE_POINT, CodePointOrder, FirstTwoCharacters
from coworking.database.prepared import Param, PreparedQuery, StartsWith, prefix_range
from coworking.i18n.normalize import normalize_name
from coworking.templating.urls import with_slug
from spaces.directory.models import Space
from spaces.geography.cities.names import city_display_name
from spaces.geography.cities.qualifiers import country_names
from spaces.geography.models import CityName, city_url, country_name
from spaces.geography.queries import countries_with_counts

MIN_PREFIX_LENGTH = 2  # characters: thousands of names begin with the same one
MOST_PLACES, MOST_COUNTRIES, MOST_SPACES = 6, 2, 4
CITY_NAMES_READ, SPACE_NAMES_READ = 18, 60  # more than are shown: a city has several names

CITY_COLUMNS = ("city", "city__name", "city__slug", "city__country", "city__space_count", "city__population")
_cities_by_two_characters = PreparedQuery(
    lambda: (
        CityName.objects.annotate(begin=FirstTwoCharacters("normalized_name"))
        .filter(begin=Param(0))
        .order_by(F("weight").desc())
        .values_list(*CITY_COLUMNS)[:CITY_NAMES_READ]
    )
)


def _largest_cities() -> QuerySet[CityName, Any]:
    """Return the names of the largest cities with a prefix. So few match that sorting needs no index."""
    names = CityName.objects.filter(StartsWith("normalized_name", 0)).order_by(
        (F("weight") + Value(0)).desc()
    )
    return CityName.objects.filter(pk__in=names.values("pk")[:CITY_NAMES_READ]).values_list(*CITY_COLUMNS)


_cities_by_longer_prefix = PreparedQuery(_largest_cities)
_spaces = PreparedQuery(
    lambda: (
        Space.objects.in_search()
        .filter(StartsWith("normalized_name", 0))
        .order_by(CodePointOrder(F("normalized_name")), "pk")
        .values_list(
            "recommendation_score", "completeness", "pk", "name", "slug", "city__name", "city__country"
        )[:SPACE_NAMES_READ]
    )
)


def suggestions(prefix: str, country: str | None = None) -> list[dict[str, Any]]:
    """Return countries, cities (with spaces first, then the visitor's `country`, then large ones), spaces."""
    normalized = normalize_name(prefix)
    if len(normalized) < MIN_PREFIX_LENGTH:
        return []
    places = [*_countries(normalized), *_cities(normalized, country)]
    return [*places[:MOST_PLACES], *_best_spaces(normalized)]


def _countries(prefix: str) -> list[dict[str, Any]]:
    codes = {code for name in _country_names_with_prefix(prefix) for code in country_names()[name]}
    counted = [(country, n) for country, n in countries_with_counts(*sorted(codes)) if n]
    counted.sort(key=lambda found: (-found[1], found[0].code))
    return [
        {"label": country.name, "url": country.get_absolute_url(), "count": n, "kind": "country"}
        for country, n in counted[:MOST_COUNTRIES]
    ]


def _country_names_with_prefix(prefix: str) -> list[str]:
    names = _sorted_country_names()
    return names[bisect_left(names, prefix) : bisect_left(names, prefix + LAST_CODE_POINT)]


@cache
def _sorted_country_names() -> list[str]:
    return sorted(country_names())


def _cities(prefix: str, country: str | None) -> list[dict[str, Any]]:
    if len(prefix) == 2:
        rows = _cities_by_two_characters.rows(prefix)
    else:
        rows = _cities_by_longer_prefix.rows(*prefix_range(prefix))
    found, language = list(dict.fromkeys(rows)), get_language() or "en"
    found.sort(key=lambda row: (row[4] == 0, row[3] != country, -row[5], row[0]))
    return [
        {
            "label": f"{city_display_name(name, code, language)}, {country_name(code, language)}",
            "url": city_url(code, slug, name),
            "count": count,
            "kind": "city",
        }
        for _pk, name, slug, code, count, _population in found[:MOST_PLACES]
    ]


def _best_spaces(prefix: str) -> list[dict[str, Any]]:
    """Return the best among the first in alphabetical order."""
    best = sorted(_spaces.rows(*prefix_range(prefix)), reverse=True)[:MOST_SPACES]
    language = get_language() or "en"
    return [
        {
            "label": f"{name}, {city_display_name(city, code, language)}",
            "url": with_slug("space", slug),
            "kind": "space",
        }
        for _score, _completeness, _pk, name, slug, city, code in best
    ]
