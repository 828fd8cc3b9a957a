"""Kinds and amenities named in a text, in every language of the site: "café wifi" asks for two filters."""

import re
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.utils.translation import override

from coworking.i18n.normalize import normalize_name
from coworking.i18n.word_lists import OR_WORDS
from spaces.directory.amenities import AMENITIES
from spaces.directory.choices import Kind

LONGEST = 4  # words
# What most spaces are, or may be called without being it: as words these are no filter.
NOT_A_FILTER = (Kind.COWORKING, Kind.OTHER)
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
    words = normalize_name(text[:200]).split()
    found: dict[str, list[str]] = {"kind": [], "amenity": []}
    rest: list[str] = []
    while words:
        length = next((n for n in range(LONGEST, 0, -1) if " ".join(words[:n]) in facet_names()), 0)
        if length:
            facet, value = facet_names()[" ".join(words[:length])]
            found[facet].append(value)
        else:
            rest.append(words[0])
        words = words[max(length, 1) :]
    kinds, amenities = (list(dict.fromkeys(values)) for values in found.values())
    return FacetWords(kinds, amenities, " ".join(rest))


@cache
def facet_names() -> dict[str, tuple[str, str]]:
    """Return {normalized name: (facet, value)}; a name of both a kind and an amenity means the kind."""
    names: dict[str, tuple[str, str]] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for kind in Kind:
                if kind not in NOT_A_FILTER:
                    names |= dict.fromkeys(_names(kind.value, str(kind.label)), ("kind", kind.value))
    for language, _name in settings.LANGUAGES:
        with override(language):
            for key, amenity in AMENITIES.items():
                for name in _names(key, str(amenity.label)):
                    names.setdefault(name, ("amenity", key))
    return names


def _names(key: str, label: str) -> set[str]:
    """Return the key, the label, and each half of "one or other"."""
    texts = [key.replace("_", " "), label, *_OR.split(label)]
    return {name for text in texts if len(name := normalize_name(text)) > 1}
