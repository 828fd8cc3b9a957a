"""From what people type to places: cities and countries by any of their names, in any language."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from babel import Locale
from django.conf import settings
from rapidfuzz.distance import OSA

from coworking.i18n.normalize import normalize_name
from spaces.directory.amenities import AMENITIES
from spaces.directory.choices import Kind
from spaces.geography.models import City, CityName, Country
from spaces.geography.queries import cities_by_name, city_by_pk, countries_with_counts
from spaces.search_index import dictionary
from spaces.search_index.dictionary import Dictionary

NAME_LANGUAGES = ("nl", "de", "es", "it", "pt", "lb")
LONGEST_NAME = 5  # words
SHORTEST_NAME = 3  # letters, unless it is all that was typed
MOST_CANDIDATES, MOST_NAMESAKES = 8, 3
FAR_MORE = 10  # times the spaces of all its namesakes together: who says London means the one in England
LONG_NAME = 10  # letters: from there on two of them may be wrong
LETTERS_RIGHT = 3  # at the beginning of a mistyped city
GENERIC = frozenset(
    """coworking cowork coworker space spaces espace espaces desk desks office bureau table tables
    the and les des near cafe bar hub lab club work""".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Place:
    """A city or a country that somebody may mean."""

    city: City | None = None
    country: Country | None = None
    count: int = 0

    @property
    def kind(self) -> str:
        return "city" if self.city else "country"

    @property
    def thing(self) -> City | Country:
        place = self.city or self.country
        assert place is not None
        return place

    @property
    def label(self) -> str:
        """ "Liège, Belgium" in the reader's language."""
        return f"{self.city.display_name}, {self.city.country.name}" if self.city else self.thing.name

    @property
    def space_count(self) -> int:
        return self.city.space_count if self.city else self.count

    @property
    def url(self) -> str:
        return self.thing.get_absolute_url()


@dataclass(frozen=True)
class Resolution:
    """`chosen` when there is no doubt; `candidates` are the others; `rest` are the words left over."""

    chosen: Place | None = None
    candidates: list[Place] = field(default_factory=list)
    rest: str = ""


@cache
def country_names() -> dict[str, set[str]]:
    """Folded country name -> ISO codes, in the site's languages and those of the neighbours (CLDR)."""
    names: dict[str, set[str]] = defaultdict(set)
    for language in dict.fromkeys((*(code for code, _name in settings.LANGUAGES), *NAME_LANGUAGES)):
        for code, name in Locale.parse(language, sep="-").territories.items():
            if len(code) == 2:
                names[normalize_name(name)].add(code)
    return dict(names)


@cache
def generic_words() -> frozenset[str]:
    """Words of kinds and amenities: they are never a place, whatever village bears their name."""
    own = {normalize_name(str(key).replace("_", " ")) for key in (*AMENITIES, *Kind.values)}
    return frozenset(own | GENERIC)


def resolve(words: str, country: str | None = None, words_known: Dictionary | None = None) -> Resolution:
    """Find the longest run of `words` that names a city or a country; a few queries.

    A place is chosen when it is the only one of that name, or the first and has by far the most spaces;
    otherwise all are offered, those of the visitor's `country` (ISO code) first.
    """
    tokens = normalize_name(words[:200]).split()[:12]
    runs = _runs(tokens)
    if not runs:
        return Resolution(rest=" ".join(tokens))
    found = _named({run for _start, _end, run in runs})
    for start, end, run in runs:
        places = sorted(found.get(run, ()), key=lambda place: _order(place, country))
        if places:
            rest = " ".join(tokens[:start] + tokens[end:])
            return _judge(places, rest)
    return _mistyped(tokens, words_known or Dictionary()) or Resolution(rest=" ".join(tokens))


def _mistyped(tokens: list[str], words_known: Dictionary) -> Resolution | None:
    """A city with spaces whose name is near one of the words, if the index does not know that word."""
    known = words_known.counts(tokens)
    for number, token in enumerate(tokens):
        if len(token) < dictionary.SHORTEST_WITH_TYPOS + 1 or token in known or token in generic_words():
            continue
        if city := _nearest(token):
            return Resolution(Place(city=city), rest=" ".join(tokens[:number] + tokens[number + 1 :]))
    return None


def _nearest(word: str) -> City | None:
    """The city most like it of those whose names begin with the same letters."""
    found = CityName.objects.filter(folded__prefix=word[:LETTERS_RIGHT], city__space_count__gt=0)
    near = []
    for name, weight, city in found.values_list("folded", "weight", "city"):
        if dictionary.is_similar(word, name, LONG_NAME):
            near.append((OSA.distance(word, name), -weight, city))
    return city_by_pk(min(near)[2]) if near else None


def _runs(tokens: list[str]) -> list[tuple[int, int, str]]:
    """All runs of words that may be a place's name, longest first, later ones before earlier ones."""
    runs = []
    for length in range(min(len(tokens), LONGEST_NAME), 0, -1):
        for start in range(len(tokens) - length, -1, -1):
            run = " ".join(tokens[start : start + length])
            whole = length == len(tokens)
            if run not in generic_words() and (whole or len(run) >= SHORTEST_NAME):
                runs.append((start, start + length, run))
    return runs


def _named(names: set[str]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for name, city in cities_by_name(sorted(names)):
        found[name].append(Place(city=city))
    codes = {code for name in names for code in country_names().get(name, ())}
    if codes:
        counted = {country.code: (country, count) for country, count in countries_with_counts(*sorted(codes))}
        for name in names:
            for code in country_names().get(name, ()):
                if code in counted:
                    country, count = counted[code]
                    found[name].append(Place(country=country, count=count))
    return found


def _order(place: Place, country: str | None) -> tuple:
    own = place.city.country_id if place.city else place.thing.pk
    population = place.city.population if place.city else 10**9
    return (place.space_count == 0, own != country, -population, place.thing.pk)


def _judge(places: list[Place], rest: str) -> Resolution:
    first, others = places[0].space_count, sum(place.space_count for place in places[1:])
    if len(places) == 1 or (first and first >= others * FAR_MORE):
        namesakes = [place for place in places[1:] if place.space_count or place.city]
        return Resolution(places[0], namesakes[:MOST_NAMESAKES], rest)
    return Resolution(None, places[:MOST_CANDIDATES], rest)
