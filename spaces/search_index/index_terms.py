"""The terms by which the index finds a space (`Space.search_text`).

There are two sorts, and a normalized word can begin with neither prefix:

- Words: "mundo". A word of one of the names is indexed again with the prefix "=" ("=mundo"), and so are two
  neighbouring words of a name written as one ("Mundo B" is found by "mundob").
- Facet terms, with the prefix "#": what the space has ("#a:wifi", "#no:lift", "#k:cafe", "#photos"), where it
  is ("#in:be", "#in:17" for its city and the one whose area it is in, "#at:75031" for a cell of the grid),
  and its rank tier with all tiers below it: "#b0" is among the best thousand spaces, "#b1" among the best
  two thousand, and so on.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from coworking.i18n.normalize import normalize_name
from spaces.directory.amenities import amenity_term
from spaces.directory.querysets import LOWEST_TIER

if TYPE_CHECKING:
    from spaces.directory.models import Space

NAME_PREFIX, FACET_PREFIX = "=", "#"
LONGEST = 60  # characters of a term


def facet_terms(
    kind: str, amenities: Mapping[str, str], photo_count: int, unchecked: Iterable[str] = ()
) -> str:
    """Return what `Space.facet_terms` holds, each term between spaces: " k:cafe a:wifi no:lift photos ".

    `amenities` are {key: value}. `unchecked` are the facts that merely stand in some data: "u:hours".
    """
    terms = [facet_term("kind", kind), *(amenity_term(key, value) for key, value in amenities.items())]
    terms += [facet_term("unchecked", fact) for fact in unchecked]
    return f" {' '.join(terms + ['photos'] * bool(photo_count))} "


def facet_term(facet: str, value: str) -> str:
    """Return the term of one value of a facet, without prefix: ("amenity", "wifi") -> "a:wifi"."""
    return f"{facet[0]}:{value}"


def indexed_facet_term(facet: str, value: str) -> str:
    """Return the same as it is indexed: "#a:wifi"."""
    return FACET_PREFIX + facet_term(facet, value)


def search_text(space: "Space", names: list[str]) -> str:
    """Return all terms of a space, separated by spaces.

    `names` are its other names. Its facet terms, country code, area and cell must be derived already.
    """
    words_by_name = [split_words(name) for name in (space.name, *names)]
    words = [word for words in words_by_name for word in words]
    joined = [
        first + second for words in words_by_name for first, second in zip(words, words[1:], strict=False)
    ]
    places = (space.country_code.lower(), space.city_id, space.area_id)
    facets = [*space.facet_terms.split(), *(f"in:{place}" for place in places)]
    if space.cell is not None:
        facets.append(f"at:{space.cell}")
    terms = [*words, *_other_words(space), *((NAME_PREFIX + word)[:LONGEST] for word in words + joined)]
    terms += [FACET_PREFIX + facet for facet in facets]
    return f" {' '.join(dict.fromkeys(terms))} {tier_terms(space.rank_tier)}"


def tier_term(tier: int) -> str:
    """Return the term of all spaces in this rank tier or a better one."""
    return f"{FACET_PREFIX}b{tier}"


def tier_terms(tier: int) -> str:
    """Return the terms of a rank tier, which end a search text: its own and those of all lower tiers."""
    return "".join(f"{tier_term(lower)} " for lower in range(tier, LOWEST_TIER))


def _other_words(space: "Space") -> list[str]:
    """Return the words of everything that is searched besides the names."""
    texts = [
        space.city.name,
        space.neighbourhood,
        space.street,
        space.postcode,
        space.operator,
        space.network,
        space.kind.replace("_", " "),
        *(term[2:].replace("_", " ") for term in space.facet_terms.split() if term.startswith("a:")),
        space.description,
    ]
    return split_words(" ".join(texts))


def split_words(text: str) -> list[str]:
    """Return the normalized words of a text."""
    return [word[:LONGEST] for word in normalize_name(text).split()]
