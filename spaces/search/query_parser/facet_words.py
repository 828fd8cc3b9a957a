"""Kinds, amenities and other filters named in a text, in every language: "café wifi" asks for two filters."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from coworking.i18n.normalize import normalize_name
from coworking.i18n.word_lists import AMENITY_NAMES, KIND_NAMES, OR_WORDS, TOO_GENERAL
from spaces.directory.choices import Kind
from spaces.directory.kinds import NOT_A_FILTER
from spaces.directory.vocabulary import Entry, Vocabulary, vocabulary
from spaces.search.query_parser.phrases import (
    HOURS,
    WEAK_TIME,
    Phrase,
    is_time_meant,
    parameters_of,
    phrase_at,
)
from spaces.search.query_parser.tokens import tokens_of

LONGEST = 6  # words
MAX_TEXT = 200  # characters
_OR = re.compile(rf" (?:{'|'.join(sorted(OR_WORDS))}) ")
_PLURALS = (("ies", "y"), ("aux", "au"), ("eux", "eu"), ("s", ""))
MIN_PLURAL_LENGTH = 4  # characters
_NAMES_OF_ALL = frozenset({Kind.COWORKING.value})  # what is called so is no narrower than the site

Facet = tuple[str, str]  # name, value; ("kind", "") is what all spaces are


@dataclass(frozen=True)
class FacetWords:
    """What a text names besides places, and the words left over.

    `parameters` are those of the query string that phrases mean.
    """

    kinds: list[str] = field(default_factory=list)
    amenities: list[str] = field(default_factory=list)
    parameters: dict[str, str] = field(default_factory=dict)
    rest: str = ""

    def __bool__(self) -> bool:
        return bool(self.kinds or self.amenities or self.parameters)


def read_facet_words(text: str) -> FacetWords:
    """Take the names of kinds and amenities and other phrases out of a text, the longest first."""
    tokens, names = tokens_of(text[:MAX_TEXT]), facet_names(vocabulary())
    found: dict[str, list[str]] = {"kind": [], "amenity": []}
    phrases: list[tuple[int, Phrase]] = []
    weak: list[tuple[int, Phrase]] = []
    rest: list[tuple[int, str]] = []
    at, words = 0, tokens.words
    while at < len(words):
        end, facet = _facet_at(words, at, names)
        phrase = phrase_at(tokens, at)
        if phrase and phrase.end > end:
            (weak if phrase.kind == WEAK_TIME else phrases).append((at, phrase))
            at = phrase.end
        elif facet:
            found[facet[0]] += [facet[1]] if facet[1] else []
            at = end
        else:
            rest.append((at, words[at]))
            at += 1
    if is_time_meant(phrase for _at, phrase in phrases):
        phrases += weak
    else:
        rest += [(n, words[n]) for start, phrase in weak for n in range(start, phrase.end)]
    if "meeting_rooms" not in found["amenity"]:  # hours of what else?
        rest += [
            (n, words[n]) for at, phrase in phrases if phrase.kind == HOURS for n in range(at, phrase.end)
        ]
        phrases = [(at, phrase) for at, phrase in phrases if phrase.kind != HOURS]
    kinds, amenities = (list(dict.fromkeys(values)) for values in found.values())
    left_over = " ".join(word for _at, word in sorted(rest))
    return FacetWords(kinds, amenities, parameters_of(phrase for _at, phrase in phrases), left_over)


def _facet_at(words: list[str], at: int, names: dict[str, Facet]) -> tuple[int, Facet | None]:
    for end in range(min(at + LONGEST, len(words)), at, -1):
        if facet := names.get(_singular(words[at:end])):
            return end, facet
    return at, None


@lru_cache(maxsize=4)
def facet_names(words: Vocabulary) -> dict[str, Facet]:
    """Return {normalized name in the singular: (facet, value)}.

    A name of both a kind and an amenity means the kind; names that the operator gave come first.
    """
    names: dict[str, Facet] = {}
    kinds = [entry for entry in words.kinds.values() if entry.key not in NOT_A_FILTER]
    groups = (("kind", kinds), ("amenity", list(words.amenities.values())))
    for read in (_own_names, _names):
        for facet, entries in groups:
            for entry in entries:
                for name in read(entry, KIND_NAMES if facet == "kind" else AMENITY_NAMES):
                    names.setdefault(name, (facet, entry.key))
    for key in _NAMES_OF_ALL & words.kinds.keys():
        for name in _names(words.kinds[key], KIND_NAMES):
            names.setdefault(name, ("kind", ""))
    return names


def _own_names(entry: Entry, _lists: Iterable[dict[str, tuple[str, ...]]]) -> set[str]:
    """Return the names that the operator gave."""
    return _comparable(entry.other_names, entry)


def _names(entry: Entry, lists: Iterable[dict[str, tuple[str, ...]]]) -> set[str]:
    """Return the key, the names, each half of "one or other", and those of the word lists."""
    texts = [entry.key.replace("_", " "), *(name for one in lists for name in one.get(entry.key, ()))]
    for label in entry.names.values():
        texts += [label, *_OR.split(label)]
    return _comparable((text for text in texts if normalize_name(text) not in TOO_GENERAL), entry)


def _comparable(texts: Iterable[str], entry: Entry) -> set[str]:
    without = set(map(normalize_name, entry.without_names))
    names = {normalize_name(text) for text in texts} - without
    return {_singular(name.split()) for name in names if len(name) > 1}


def _singular(words: list[str]) -> str:
    """Join words, each without the ending of a plural."""
    return " ".join(map(_singular_word, words))


@lru_cache(maxsize=4096)
def _singular_word(word: str) -> str:
    if len(word) >= MIN_PLURAL_LENGTH and not word.endswith("ss"):
        for ending, singular in _PLURALS:
            if word.endswith(ending):
                return word.removesuffix(ending) + singular
    return word
