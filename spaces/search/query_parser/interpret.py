"""What a text means: "coworking liège wifi" is a place, an amenity, and nothing left over.

An interpretation is used if it finds a space; otherwise the words may be a name, and are searched as text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from coworking.i18n.word_lists import SEARCH_FILLERS, SEARCH_STOP_WORDS
from spaces.directory.models import SpaceName
from spaces.geography.models import City, Country
from spaces.search import sql
from spaces.search.criteria import SearchCriteria
from spaces.search.filters.filterset import SpaceFilterSet, conditions_of
from spaces.search.query_parser.facet_words import FacetWords, read_facet_words
from spaces.search.query_parser.namesakes import Place, Resolution
from spaces.search.query_parser.places import MAX_WORDS, resolve
from spaces.search.sql import Selection
from spaces.search.strategies.planner import Planner
from spaces.search.terms import (
    MAX_TEXT,
    Groups,
    SearchTerms,
    keywords,
    max_count,
    terms_and_prefixes,
)
from spaces.search_index.backends import IndexQuery
from spaces.search_index.dictionary import Dictionary
from spaces.search_index.index_terms import FACET_PREFIX, NAME_PREFIX, indexed_facet_term, split_words

MAX_OTHER_NAMES = 200  # spaces with the rarest word of a name
CERTAIN = 10_000  # spaces with the rarest term: so many are not looked through for one that matches


@dataclass(frozen=True)
class Interpretation:
    """`place` if there is no doubt; `candidates` are other places; `rest` is searched as text."""

    place: Place | None = None
    candidates: list[Place] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    amenities: list[str] = field(default_factory=list)
    parameters: dict[str, str] = field(default_factory=dict)
    """Parameters of the query string that phrases mean"""

    rest: str = ""
    place_words: str = ""
    """The words that name the place"""

    is_weak: bool = False
    """Whether the place is named by a short alias: any other meaning of the text comes before it"""

    @property
    def is_more_than_text(self) -> bool:
        """Whether the text names a place or a filter."""
        return bool(self.place or self.kinds or self.amenities or self.parameters)

    @property
    def facet_values(self) -> dict[str, list[str]]:
        """{facet: values} that the text names"""
        return {
            name: values for name, values in (("kind", self.kinds), ("amenity", self.amenities)) if values
        }


def interpret(
    text: str,
    place: City | Country | None,
    visitor_country: str | None,
    dictionary: Dictionary,
    terms: Iterable[str] = (),
) -> Interpretation:
    """Interpret the text of a search; if there is a `place` already, the text names none.

    `terms` are what the search will look up in the dictionary afterwards: they are loaded with the others.
    """
    literal = Interpretation(rest=text)
    if not text:
        return literal
    facets = read_facet_words(text)
    own_terms, prefixes = terms_and_prefixes(keywords(text))
    words = split_words(text[:MAX_TEXT])[:MAX_WORDS]
    names = [NAME_PREFIX + word for word in words]
    dictionary.load([*own_terms, *words, *names, *terms, *_terms_of(facets)], prefixes)
    return _Interpreter(text, place, visitor_country, dictionary).choose(literal, facets)


def _terms_of(facets: FacetWords) -> list[str]:
    return [
        *(indexed_facet_term("amenity", key) for key in facets.amenities),
        *(indexed_facet_term("kind", key) for key in facets.kinds),
    ]


def values_of(parameters: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of the filters that phrases mean."""
    if not parameters:
        return {}
    data = QueryDict(mutable=True)
    data.update(parameters)
    return SpaceFilterSet(data).values


def _without_place(words: list[str], named: list[str]) -> list[str]:
    """Return the words before or after those that name a place; none if these are in the middle."""
    if named and words[-len(named) :] == named:
        return words[: -len(named)]
    return words[len(named) :] if named and words[: len(named)] == named else []


def _without_fillers(words: str) -> str:
    """Return the words that still say something where a place or a filter is understood."""
    return " ".join(word for word in words.split() if word not in SEARCH_FILLERS | SEARCH_STOP_WORDS)


@dataclass(frozen=True)
class _Interpreter:
    """Chooses between the interpretations of a text by what they find."""

    text: str
    place: City | Country | None
    visitor_country: str | None
    dictionary: Dictionary

    def choose(self, literal: Interpretation, facets: FacetWords) -> Interpretation:
        found = self._with_place(facets)
        if not found.is_more_than_text:
            return replace(literal, candidates=found.candidates)
        is_whole_text = found.place_words == " ".join(split_words(self.text))
        if is_whole_text and found.place and found.place.is_main:
            return found
        if named := self._named(found, literal):
            return named
        if self._is_meant(found, literal):
            return found
        if facets:
            without_facets = self._with_place(FacetWords(rest=" ".join(split_words(self.text))))
            if without_facets.place and self._finds(without_facets):
                return without_facets
        return self._as_text(found, literal)

    def _as_text(self, found: Interpretation, literal: Interpretation) -> Interpretation:
        named = [found.place] if found.place else []
        return replace(literal, candidates=[*named, *found.candidates])

    def _named(self, found: Interpretation, literal: Interpretation) -> Interpretation | None:
        """Return what is meant if the text is the name of a space, or that of one in the place that it names.

        All names count, former ones too, and closed spaces: what is exactly a name is no filter.
        """
        words = split_words(self.text)
        if self._is_name(words, self.place):
            return self._as_text(found, literal)
        rest = _without_place(words, found.place_words.split())
        if found.place and rest and " ".join(rest) != found.rest and self._is_name(rest, found.place.value):
            return replace(found, kinds=[], amenities=[], parameters={}, rest=" ".join(rest))
        return None

    def _is_meant(self, found: Interpretation, literal: Interpretation) -> bool:
        """Whether an interpretation is more likely than the plain words.

        A place or phrases that leave no words over are meant even if nothing of the sort is known yet.
        """
        if (found.place or found.parameters) and not found.rest and not found.is_weak:
            return True
        if found.is_weak:
            return not self._finds(literal, level=0)
        return self._finds(found) or not self._finds(literal)

    def _with_place(self, facets: FacetWords) -> Interpretation:
        resolution = Resolution(rest=facets.rest)
        if facets.rest and not self.place:
            resolution = resolve(facets.rest, self.visitor_country, self.dictionary)
        rest = resolution.rest if resolution.chosen else facets.rest
        found = Interpretation(
            place=resolution.chosen,
            place_words=resolution.words if resolution.chosen else "",
            candidates=resolution.candidates,
            kinds=facets.kinds,
            amenities=facets.amenities,
            parameters=facets.parameters,
            rest=rest,
            is_weak=resolution.is_weak,
        )
        return replace(found, rest=_without_fillers(rest)) if found.is_more_than_text else found

    def _is_name(self, words: list[str], place: City | Country | None) -> bool:
        name = sql.compare("normalized_name", "=", " ".join(words))
        is_own = Selection((sql.published(), name, *sql.in_place(place))).exists()
        return is_own or self._is_other_name(words, place)

    def _is_other_name(self, words: list[str], place: City | Country | None) -> bool:
        """Whether a former or other name of a space has exactly these words, one of them rare in names."""
        terms = [NAME_PREFIX + word for word in words]
        counts = self.dictionary.counts(terms)
        if len(counts) < len(set(terms)) or min(counts.values()) > MAX_OTHER_NAMES:
            return False
        matching = Selection((sql.published(), *sql.in_place(place))).where(
            sql.matches_index(IndexQuery(tuple((term,) for term in dict.fromkeys(terms))))
        )
        pks = [pk for (pk,) in sql.fetch(matching.select("id", limit=MAX_OTHER_NAMES))]
        names = SpaceName.objects.filter(space__in=pks).values_list("name", flat=True) if pks else ()
        return any(split_words(name) == words for name in names)

    def _finds(self, interpretation: Interpretation, level: int = -1) -> bool:
        """Whether a search for it finds a space; assumed of terms that very many spaces have.

        The level of the words is the loosest one, or 0: whole words of names.
        """
        place = self.place or (interpretation.place.value if interpretation.place else None)
        groups: Groups = [(indexed_facet_term("amenity", key),) for key in interpretation.amenities]
        if interpretation.kinds:
            groups.append(tuple(indexed_facet_term("kind", key) for key in interpretation.kinds))
        if place:
            groups.append((f"{FACET_PREFIX}in:{place.pk}".lower(),))
        terms = SearchTerms(interpretation.rest, self.dictionary) if interpretation.rest else None
        groups += terms.levels[level].groups if terms else ()
        if not groups:
            return False
        counts = self.dictionary.counts(term for group in groups for term in group)
        if max_count(groups, counts) > CERTAIN:
            return True
        values: dict[str, Any] = interpretation.facet_values | values_of(interpretation.parameters)
        filters = conditions_of(SearchCriteria(values, place, "", "", ""))
        return Selection((*filters, *Planner(self.dictionary).conditions(tuple(groups)))).exists()
