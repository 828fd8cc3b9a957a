"""Cities and countries named in a text, by any of their names in any language."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from coworking.i18n.normalize import normalize_name
from coworking.i18n.word_lists import BETWEEN_PLACES, NEVER_PLACES
from spaces.directory.vocabulary import Vocabulary, vocabulary
from spaces.geography.cities import qualifiers
from spaces.geography.models import City, CityName
from spaces.geography.queries import cities_by_name, city_by_pk, countries_with_counts
from spaces.search.query_parser.namesakes import Place, Resolution, choose, place_named
from spaces.search_index import dictionary as search_dictionary
from spaces.search_index.dictionary import Dictionary

MAX_WORDS = 12
MAX_NAME_WORDS = 5
MIN_NAME_LENGTH = 3  # characters, unless the name is the whole text
LONG_NAME_LENGTH = 10  # characters: a name of this length may have two typos, a shorter one has one
CORRECT_PREFIX_LENGTH = 3  # characters at the beginning of a city name without typos


class Run(NamedTuple):
    """Words of a text that may name a place, joined, and where they stand."""

    start: int
    end: int
    name: str

    def is_part_of(self, other: "Run") -> bool:
        """Whether a longer run has all of these words."""
        return self != other and other.start <= self.start and self.end <= other.end


def never_places() -> frozenset[str]:
    """Return words that never mean a place, even if a village has that name: also kinds and amenities."""
    return _never_places(vocabulary())


@lru_cache(maxsize=4)
def _never_places(words: Vocabulary) -> frozenset[str]:
    keys = {normalize_name(key.replace("_", " ")) for key in (*words.amenities, *words.kinds)}
    return frozenset(keys | NEVER_PLACES)


def resolve(text: str, country: str | None = None, dictionary: Dictionary | None = None) -> Resolution:
    """Find the words in a text that name a city or a country, with a few queries.

    A city that its country or state follows is certain; else the longest run of words counts, and of several
    the last that has a main name. `namesakes.choose` chooses among the places of the name, `country` (ISO
    code) being the visitor's.
    """
    words = normalize_name(text[:200]).split()[:MAX_WORDS]
    runs = _runs(words)
    if not runs:
        return Resolution(rest=" ".join(words))
    by_name = _places_by_name({run.name for run in runs})
    named = [run for run in runs if run.name in by_name]
    for run, qualified, end in _qualified(words, named, by_name):
        rest = " ".join(words[: run.start] + words[end:])
        return replace(choose(run.name, qualified, country, rest), words=" ".join(words[run.start : end]))
    for run in _best_first(named, by_name):
        rest = " ".join(words[: run.start] + words[run.end :])
        return replace(choose(run.name, by_name[run.name], country, rest), words=run.name)
    return _resolve_mistyped(words, dictionary or Dictionary()) or Resolution(rest=" ".join(words))


def _qualified(
    words: list[str], named: list[Run], by_name: dict[str, list[Place]]
) -> Iterator[tuple[Run, list[Place], int]]:
    """Yield the runs that name cities and are followed by their country or state, with these and the end."""
    for run in named:
        cities = [place for place in by_name[run.name] if place.city]
        start = run.end + (words[run.end : run.end + 1] != [] and words[run.end] in BETWEEN_PLACES)
        for end in range(min(start + qualifiers.MAX_WORDS, len(words)), start, -1) if cities else ():
            qualifier = " ".join(words[start:end])
            matching = [place for place in cities if place.city and qualifiers.is_in(place.city, qualifier)]
            if matching:
                yield run, matching, end


def _best_first(named: list[Run], by_name: dict[str, list[Place]]) -> list[Run]:
    """Return the runs that no longer one contains: main names first, then the longest, then the last."""
    whole = [run for run in named if not any(run.is_part_of(other) for other in named)]
    has_main = {run.name: any(place.is_main for place in by_name[run.name]) for run in whole}
    return sorted(whole, key=lambda run: (not has_main[run.name], run.start - run.end, -run.start))


def _resolve_mistyped(words: list[str], dictionary: Dictionary) -> Resolution | None:
    """Find a city with spaces whose name is similar to a word that is not in the index."""
    known = dictionary.counts(words)
    for at, word in enumerate(words):
        is_short = len(word) <= search_dictionary.MIN_LENGTH_WITH_TYPOS
        if is_short or word in known or word in never_places():
            continue
        if city := _most_similar_city(word):
            return Resolution(Place(city=city), rest=" ".join(words[:at] + words[at + 1 :]), words=word)
    return None


def _most_similar_city(word: str) -> City | None:
    """Return the city with the most similar name among those whose name begins with the same characters."""
    names = CityName.objects.filter(
        normalized_name__prefix=word[:CORRECT_PREFIX_LENGTH], city__space_count__gt=0
    )
    similar = [
        (OSA.distance(word, name), -weight, city)
        for name, weight, city in names.values_list("normalized_name", "weight", "city")
        if search_dictionary.is_similar(word, name, LONG_NAME_LENGTH)
    ]
    return city_by_pk(min(similar)[2]) if similar else None


def _runs(words: list[str]) -> list[Run]:
    """Return all runs of words that may name a place, the longest first, later ones before earlier ones."""
    runs = []
    for length in range(min(len(words), MAX_NAME_WORDS), 0, -1):
        for start in range(len(words) - length, -1, -1):
            name = " ".join(words[start : start + length])
            is_whole_text = length == len(words)
            if name not in never_places() and (is_whole_text or len(name) >= MIN_NAME_LENGTH):
                runs.append(Run(start, start + length, name))
    return runs


def _places_by_name(names: set[str]) -> dict[str, list[Place]]:
    places = defaultdict[str, list[Place]](list)
    for name, city in cities_by_name(sorted(names)):
        places[name].append(place_named(city, name))
    codes = {code for name in names for code in qualifiers.country_names().get(name, ())}
    if codes:
        counted = {country.code: (country, count) for country, count in countries_with_counts(*sorted(codes))}
        for name in names:
            for code in qualifiers.country_names().get(name, ()):
                if code in counted:
                    country, count = counted[code]
                    places[name].append(Place(country=country, count=count))
    return dict(places)
