"""Kinds and amenities named in a text, in every language of the site: "café wifi" asks for two filters."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from coworking.i18n.normalize import normalize_name
from coworking.i18n.word_lists import OR_WORDS
from spaces.directory.kinds import NOT_A_FILTER
from spaces.directory.vocabulary import Entry, Vocabulary, vocabulary

LONGEST = 4  # words
_OR = re.compile(rf" (?:{'|'.join(sorted(OR_WORDS))}) ")


@dataclass(frozen=True)
class FacetWords:
    """Values of the facets that a text names, and the words left over."""

    kinds: list[str] = field(default_factory=list)
    amenities: list[str] = field(default_factory=list)
    rest: str = ""

    def __bool__(self) -> bool:
        return bool(self.kinds or self.amenities)


def read_facet_words(text: str) -> FacetWords:
    """Take the names of kinds and amenities out of a text, the longest first."""
    words, names = normalize_name(text[:200]).split(), facet_names(vocabulary())
    found: dict[str, list[str]] = {"kind": [], "amenity": []}
    rest: list[str] = []
    while words:
        length = next((n for n in range(LONGEST, 0, -1) if " ".join(words[:n]) in names), 0)
        if length:
            facet, value = names[" ".join(words[:length])]
            found[facet].append(value)
        else:
            rest.append(words[0])
        words = words[max(length, 1) :]
    kinds, amenities = (list(dict.fromkeys(values)) for values in found.values())
    return FacetWords(kinds, amenities, " ".join(rest))


@lru_cache(maxsize=4)
def facet_names(words: Vocabulary) -> dict[str, tuple[str, str]]:
    """Return {normalized name: (facet, value)}; a name of both a kind and an amenity means the kind."""
    names: dict[str, tuple[str, str]] = {}
    for entry in words.kinds.values():
        if entry.key not in NOT_A_FILTER:
            names |= dict.fromkeys(_names(entry), ("kind", entry.key))
    for entry in words.amenities.values():
        for name in _names(entry):
            names.setdefault(name, ("amenity", entry.key))
    return names


def _names(entry: Entry) -> set[str]:
    """Return the key, the names, each half of "one or other", and the names that the operator gave."""
    texts = [entry.key.replace("_", " "), *entry.other_names]
    for label in entry.names.values():
        texts += [label, *_OR.split(label)]
    names = {name for text in texts if len(name := normalize_name(text)) > 1}
    return names - set(map(normalize_name, entry.without_names))
