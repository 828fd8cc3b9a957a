"""The lists that the file of a language holds."""

from dataclasses import dataclass

Names = dict[str, tuple[str, ...]]


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


def names(**lists: str) -> Names:
    """Return {key: its names}; the names of each are separated by commas."""
    return {key: tuple(name.strip() for name in text.split(",")) for key, text in lists.items()}


@dataclass(frozen=True, kw_only=True)
class WordLists:
    """Words of one language, in lower case and without accents, as `normalize_name` writes them."""

    search_stop_words: frozenset[str]
    """Words that most spaces have: a search leaves them out beside other words."""

    never_places: frozenset[str]
    """Words in a search that do not mean a city, even if a village has that name."""

    between_places: frozenset[str]
    """Words between a city and its country: "Lyon in France", "Santiago de Chile"."""

    and_words: frozenset[str]
    """The word "and", between two amenities in a list."""

    kind_names: Names
    """Names of the kinds of spaces in files, beside their labels."""

    status_names: Names
    """Words that say in files whether a space is open, closed or planned, beside the labels of `Status`."""

    value_names: Names
    """Words that say in files whether a space has an amenity, beside the labels: yes, limited or no."""

    amenity_names: Names
    """Names of the amenities in files, beside their labels."""

    or_words: frozenset[str]
    """The word "or": each half of "printer or scanner" is a name of the amenity."""

    name_stop_words: frozenset[str]
    """Words that many names of spaces share: they tell no space from another."""

    makerspace_words: frozenset[str]
    """Words in the names of makerspaces."""

    street_stop_words: frozenset[str]
    """Words that many addresses share: they tell no street from another."""

    numbers: frozenset[str]
    """Numbers, times and weekdays: comments with different ones differ. No articles ("un", "one")."""

    negations: frozenset[str]
    """Words that reverse what a comment says."""

    fillers: frozenset[str]
    """Words that can be added to a comment or left out without changing what it says."""
