"""Amenities and kinds inside the words, in every language of the site: "café wifi" asks for two filters."""

from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.utils.translation import override

from coworking.i18n.normalize import normalize_name
from spaces.directory.amenities import AMENITIES
from spaces.directory.choices import Kind

LONGEST = 4  # words
# What most spaces are, or may be called without being it: as words these narrow nothing.
NO_FILTER = (Kind.COWORKING, Kind.OTHER)
EITHER = (" or ", " ou ")


@dataclass(frozen=True)
class FacetWords:
    """Values for the facets, and the words left over."""

    kinds: list[str] = field(default_factory=list)
    amenities: list[str] = field(default_factory=list)
    rest: str = ""

    def __bool__(self) -> bool:
        return bool(self.kinds or self.amenities)


def read_facet_words(words: str) -> FacetWords:
    """Take the words for kinds and amenities out, the longest first."""
    tokens = normalize_name(words[:200]).split()
    found: dict[str, list[str]] = {"kind": [], "amenity": []}
    rest: list[str] = []
    while tokens:
        length = next((n for n in range(LONGEST, 0, -1) if " ".join(tokens[:n]) in facet_words()), 0)
        if length:
            facet, value = facet_words()[" ".join(tokens[:length])]
            found[facet].append(value)
        else:
            rest.append(tokens[0])
        tokens = tokens[max(length, 1) :]
    kinds, amenities = (list(dict.fromkeys(values)) for values in found.values())
    return FacetWords(kinds, amenities, " ".join(rest))


@cache
def facet_words() -> dict[str, tuple[str, str]]:
    """{folded words: (facet, value)}; where a kind and an amenity share a word it means the kind."""
    found: dict[str, tuple[str, str]] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for kind in Kind:
                if kind not in NO_FILTER:
                    found |= dict.fromkeys(_ways(kind.value, str(kind.label)), ("kind", kind.value))
    for language, _name in settings.LANGUAGES:
        with override(language):
            for key, word in AMENITIES.items():
                for way in _ways(key, str(word.label)):
                    found.setdefault(way, ("amenity", key))
    return found


def _ways(key: str, label: str) -> set[str]:
    """The key, the label, and each half of "one or other"."""
    texts = [key.replace("_", " "), label]
    for word in EITHER:
        texts += label.split(word)
    return {folded for text in texts if len(folded := normalize_name(text)) > 1}
