"""What words mean: "coworking liège wifi" is a place, an amenity, and nothing left over.

What was read is believed when it finds something; otherwise the words may be a name, and are searched so.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from spaces.geography.models import City, Country
from spaces.search import sql
from spaces.search.filters.filterset import narrowing
from spaces.search.query_parser import places
from spaces.search.query_parser.facet_words import FacetWords, read_facet_words
from spaces.search.query_parser.places import Place, Resolution
from spaces.search.query_parser.terms import COMMON, Groups, SearchTerms, fewest, keywords, sought
from spaces.search.sql import Selection
from spaces.search.strategies.planner import Planner
from spaces.search_index.dictionary import Dictionary
from spaces.search_index.index_terms import FACET_PREFIX, facet_term, split_words

SURELY = 10_000  # rows of the rarest word: so many are not looked through for one that fits


@dataclass(frozen=True)
class Reading:
    """`place` when there is no doubt; `candidates` are namesakes; `rest` are words for the index."""

    place: Place | None = None
    candidates: list[Place] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    amenities: list[str] = field(default_factory=list)
    rest: str = ""

    @property
    def is_more_than_words(self) -> bool:
        return bool(self.place or self.kinds or self.amenities)


def read(
    words: str,
    place: City | Country | None,
    visitor_country: str | None,
    lexicon: Dictionary | None = None,
    marks: Iterable[str] = (),
) -> Reading:
    """Read the words of a visitor; a `place` that is given already is not looked for in them.

    The `lexicon` is asked for `marks` too: what the search will want to know of the index afterwards.
    """
    literal = Reading(rest=words)
    if not words:
        return literal
    traits = read_facet_words(words)
    lexicon = lexicon or Dictionary()
    tokens, beginnings = sought(keywords(words))
    lexicon.load([*tokens, *split_words(words[:200])[:12], *marks, *_marks_of(traits)], beginnings)
    return _Reader(words, place, visitor_country, lexicon).choose(literal, traits)


def _marks_of(traits: FacetWords) -> list[str]:
    amenities = [FACET_PREFIX + facet_term("amenity", key) for key in traits.amenities]
    return [*amenities, *(FACET_PREFIX + facet_term("kind", key) for key in traits.kinds)]


@dataclass(frozen=True)
class _Reader:
    """What is asked of the database to choose between the ways of reading some words."""

    words: str
    place: City | Country | None
    visitor_country: str | None
    lexicon: Dictionary

    def choose(self, literal: Reading, traits: FacetWords) -> Reading:
        found = self._with_place(traits)
        if found.place and not found.rest and not traits:
            return found
        if not found.is_more_than_words:
            return replace(literal, candidates=found.candidates)
        if not self._is_name() and (self._finds(found) or not self._finds(literal)):
            return found
        if traits:
            plain = self._with_place(FacetWords(rest=" ".join(split_words(self.words))))
            if plain.place and self._finds(plain):
                return plain
        offered = [found.place] if found.place else []
        return replace(literal, candidates=[*offered, *found.candidates])

    def _with_place(self, traits: FacetWords) -> Reading:
        resolved = Resolution(rest=traits.rest)
        if traits.rest and not self.place:
            resolved = places.resolve(traits.rest, self.visitor_country, self.lexicon)
        rest = resolved.rest if resolved.chosen else traits.rest
        found = Reading(resolved.chosen, resolved.candidates, traits.kinds, traits.amenities, rest)
        if found.is_more_than_words and set(rest.split()) <= COMMON:
            return replace(found, rest="")
        return found

    def _is_name(self) -> bool:
        """Whether the words, whole, are the name of a space."""
        name = sql.column("normalized_name", "=", " ".join(split_words(self.words)))
        return _exists(Selection((sql.in_search(), name)).where(*sql.in_place(self.place)))

    def _finds(self, reading: Reading) -> bool:
        """Whether a search for this finds a space; taken for granted of what very many spaces have."""
        inside = self.place or (reading.place.thing if reading.place else None)
        groups: Groups = [(FACET_PREFIX + facet_term("amenity", key),) for key in reading.amenities]
        if reading.kinds:
            groups.append(tuple(FACET_PREFIX + facet_term("kind", key) for key in reading.kinds))
        if inside:
            groups.append((f"{FACET_PREFIX}in:{inside.pk}".lower(),))
        words = SearchTerms(reading.rest, self.lexicon) if reading.rest else None
        groups += words.levels[-1].groups if words else ()
        if not groups:
            return False
        known = self.lexicon.counts(word for group in groups for word in group)
        if fewest(groups, known) > SURELY:
            return True
        held = Planner(self.lexicon).ask(tuple(groups))
        traits = narrowing({"kind": reading.kinds, "amenity": reading.amenities})
        place = sql.in_place(inside)
        return _exists(Selection((sql.in_search(), *place, *traits, *held)))


def _exists(found: Selection) -> bool:
    return bool(sql.fetch(found.select("1", limit=1)))
