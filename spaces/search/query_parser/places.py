"""Cities and countries named in a text, by any of their names in any language."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from babel import Locale
from django.conf import settings
from rapidfuzz.distance import OSA

from coworking.i18n.normalize import normalize_name
from coworking.i18n.word_lists import NEVER_PLACES
from spaces.directory.vocabulary import Vocabulary, vocabulary
from spaces.geography.models import City, CityName, Country
from spaces.geography.queries import cities_by_name, city_by_pk, countries_with_counts
from spaces.search_index import dictionary as search_dictionary
from spaces.search_index.dictionary import Dictionary

NAME_LANGUAGES = ("nl", "de", "es", "it", "pt", "lb")
MAX_WORDS = 12
MAX_NAME_WORDS = 5
MIN_NAME_LENGTH = 3  # characters, unless the name is the whole text
MAX_CANDIDATES, MAX_NAMESAKES = 8, 3
DOMINANCE = 10  # times the spaces of all namesakes together: "London" means the one in England
LONG_NAME_LENGTH = 10  # characters: a name of this length may have two typos, a shorter one has one
CORRECT_PREFIX_LENGTH = 3  # characters at the beginning of a city name without typos


@dataclass(frozen=True)
class Place:
    """A city or a country that a text may mean."""

    city: City | None = None
    country: Country | None = None
    count: int = 0

    @property
    def kind(self) -> str:
        """ "city" or "country" """
        return "city" if self.city else "country"

    @property
    def value(self) -> City | Country:
        """The city or the country."""
        place = self.city or self.country
        assert place is not None
        return place

    @property
    def label(self) -> str:
        """ "Liège, Belgium" in the reader's language."""
        return f"{self.city.display_name}, {self.city.country.name}" if self.city else self.value.name

    @property
    def space_count(self) -> int:
        """The number of its spaces."""
        return self.city.space_count if self.city else self.count

    @property
    def url(self) -> str:
        """The URL of its page."""
        return self.value.get_absolute_url()


@dataclass(frozen=True)
class Resolution:
    """`chosen` if there is no doubt; `candidates` are the other places; `rest` are the words left over."""

    chosen: Place | None = None
    candidates: list[Place] = field(default_factory=list)
    rest: str = ""


@cache
def country_names() -> dict[str, set[str]]:
    """Return {normalized name: ISO codes}, in the languages of the site and of its neighbours (CLDR)."""
    names: dict[str, set[str]] = defaultdict(set)
    for language in dict.fromkeys((*(code for code, _name in settings.LANGUAGES), *NAME_LANGUAGES)):
        for code, name in Locale.parse(language, sep="-").territories.items():
            if len(code) == 2:
                names[normalize_name(name)].add(code)
    return dict(names)


def never_places() -> frozenset[str]:
    """Return words that never mean a place, even if a village has that name: also kinds and amenities."""
    return _never_places(vocabulary())


@lru_cache(maxsize=4)
def _never_places(words: Vocabulary) -> frozenset[str]:
    keys = {normalize_name(key.replace("_", " ")) for key in (*words.amenities, *words.kinds)}
    return frozenset(keys | NEVER_PLACES)


def resolve(text: str, country: str | None = None, dictionary: Dictionary | None = None) -> Resolution:
    """Find the longest run of words in a text that names a city or a country, with a few queries.

    A place is chosen if it is the only one of that name, or the first and has by far the most spaces;
    otherwise all are candidates, those of the visitor's `country` (ISO code) first.
    """
    words = normalize_name(text[:200]).split()[:MAX_WORDS]
    runs = _runs(words)
    if not runs:
        return Resolution(rest=" ".join(words))
    by_name = _places_by_name({run for _start, _end, run in runs})
    for start, end, run in runs:
        places = sorted(by_name.get(run, ()), key=lambda place: _sort_key(place, country))
        if places:
            return _choose(places, rest=" ".join(words[:start] + words[end:]))
    return _resolve_mistyped(words, dictionary or Dictionary()) or Resolution(rest=" ".join(words))


def _resolve_mistyped(words: list[str], dictionary: Dictionary) -> Resolution | None:
    """Find a city with spaces whose name is similar to a word that is not in the index."""
    known = dictionary.counts(words)
    for at, word in enumerate(words):
        is_short = len(word) <= search_dictionary.MIN_LENGTH_WITH_TYPOS
        if is_short or word in known or word in never_places():
            continue
        if city := _most_similar_city(word):
            return Resolution(Place(city=city), rest=" ".join(words[:at] + words[at + 1 :]))
    return None


def _most_similar_city(word: str) -> City | None:
    """Return the city with the most similar name among those whose name begins with the same characters."""
    names = CityName.objects.filter(folded__prefix=word[:CORRECT_PREFIX_LENGTH], city__space_count__gt=0)
    similar = [
        (OSA.distance(word, name), -weight, city)
        for name, weight, city in names.values_list("folded", "weight", "city")
        if search_dictionary.is_similar(word, name, LONG_NAME_LENGTH)
    ]
    return city_by_pk(min(similar)[2]) if similar else None


def _runs(words: list[str]) -> list[tuple[int, int, str]]:
    """Return all runs of words that may name a place, the longest first, later ones before earlier ones."""
    runs = []
    for length in range(min(len(words), MAX_NAME_WORDS), 0, -1):
        for start in range(len(words) - length, -1, -1):
            run = " ".join(words[start : start + length])
            is_whole_text = length == len(words)
            if run not in never_places() and (is_whole_text or len(run) >= MIN_NAME_LENGTH):
                runs.append((start, start + length, run))
    return runs


def _places_by_name(names: set[str]) -> dict[str, list[Place]]:
    places: dict[str, list[Place]] = defaultdict(list)
    for name, city in cities_by_name(sorted(names)):
        places[name].append(Place(city=city))
    codes = {code for name in names for code in country_names().get(name, ())}
    if codes:
        counted = {country.code: (country, count) for country, count in countries_with_counts(*sorted(codes))}
        for name in names:
            for code in country_names().get(name, ()):
                if code in counted:
                    country, count = counted[code]
                    places[name].append(Place(country=country, count=count))
    return places


def _sort_key(place: Place, country: str | None) -> tuple[Any, ...]:
    """Places with spaces first, then those of the visitor's country, then by population."""
    code = place.city.country_id if place.city else place.value.pk
    population = place.city.population if place.city else 10**9
    return (place.space_count == 0, code != country, -population, place.value.pk)


def _choose(places: list[Place], rest: str) -> Resolution:
    first, others = places[0].space_count, sum(place.space_count for place in places[1:])
    if len(places) == 1 or (first and first >= others * DOMINANCE):
        namesakes = [place for place in places[1:] if place.space_count or place.city]
        return Resolution(places[0], namesakes[:MAX_NAMESAKES], rest)
    return Resolution(None, places[:MAX_CANDIDATES], rest)
