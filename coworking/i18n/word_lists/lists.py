"""The lists that the file of a language holds."""

from dataclasses import dataclass

Names = dict[str, tuple[str, ...]]


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


def names(**lists: str) -> Names:
    """Return {key: its names}; the names of each are separated by commas."""
    return {key: tuple(name.strip() for name in text.split(",")) for key, text in lists.items()}


def phrases(text: str) -> tuple[str, ...]:
    """Return the phrases of a text, which commas separate."""
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


@dataclass(frozen=True, kw_only=True)
class SearchPhrases:
    """What people write in a search beside names: when, how much, for how many. Without accents."""

    open: tuple[str, ...]
    now: tuple[str, ...]
    today: tuple[str, ...]
    tomorrow: tuple[str, ...]
    day_after_tomorrow: tuple[str, ...]
    weekend: tuple[str, ...]
    on: tuple[str, ...]
    """Before a day: "on Monday", "this Sunday" """

    at: tuple[str, ...]
    """Before a time: "at 8", "from 8" """

    clock: tuple[str, ...]
    """After an hour: "8 uur", "8 heures" """

    times_of_day: Names
    """{hour: its names}, as after "tomorrow" """

    at_most: tuple[str, ...]
    at_most_after: tuple[str, ...]
    """After the amount: "20 euros max" """

    per_day: tuple[str, ...]
    per_month: tuple[str, ...]
    free: tuple[str, ...]
    cheapest: tuple[str, ...]
    for_: tuple[str, ...]
    """Before a number of people"""

    people: tuple[str, ...]
    numbers: Names
    """{"n6": what six is called}"""

    days_a_month: tuple[str, ...]
    """After a number: "6 days a month" """

    hours: tuple[str, ...]
    """After a number: "for 2 hours" """

    other_units: tuple[str, ...]
    """What a number after "for" counts besides people: "for 2 hours" """

    fillers: frozenset[str]
    """Words that mean nothing more once a place or a filter is understood"""

    too_general: frozenset[str]
    """Names of amenities and kinds in files that in a search name no filter: "desk" """


@dataclass(frozen=True, kw_only=True)
class WordLists:
    """Words of one language, in lower case and without accents, as `normalize_name` writes them."""

    search_stop_words: frozenset[str]
    """Words that most spaces have: a search leaves them out beside other words."""

    search: SearchPhrases
    """Phrases that are filters."""

    never_places: frozenset[str]
    """Words in a search that do not mean a city, even if a village has that name."""

    between_places: frozenset[str]
    """Words between a city and its country: "Lyon in France", "Santiago de Chile"."""

    and_words: frozenset[str]
    """The word "and", between two amenities in a list."""

    kind_names: Names
    """Names of the kinds of spaces in files and searches, beside their labels."""

    status_names: Names
    """Words that say in files whether a space is open, closed or planned, beside the labels of `Status`."""

    value_names: Names
    """Words that say in files whether a space has an amenity, beside the labels: yes, limited or no."""

    amenity_names: Names
    """Names of the amenities in files and searches, beside their labels."""

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
