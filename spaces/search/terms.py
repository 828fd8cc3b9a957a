"""Search terms: from the words of a text to queries for the index, as levels from strict to loose.

0. all words are words of the name;  1. all begin words of the name;  2. all begin some word of the space.
Only if nothing has those: 3. similar words, or two words written as one. Stop words, which most spaces
have, are left out beside others; if there are only stop words, one is enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from coworking.i18n.word_lists import SEARCH_STOP_WORDS
from spaces.search_index.backends import IndexQuery
from spaces.search_index.dictionary import Dictionary
from spaces.search_index.index_terms import NAME_PREFIX, split_words

MAX_TEXT = 200  # characters
MAX_WORDS = 6
MIN_PREFIX_LENGTH = 3  # characters: shorter words match whole words only

Groups = list[tuple[str, ...]]


def keywords(text: str) -> list[str]:
    """Return the normalized words that a search should match, without stop words."""
    words = dict.fromkeys(split_words(text[:MAX_TEXT]))
    return [word for word in words if word not in SEARCH_STOP_WORDS][:MAX_WORDS]


@dataclass(frozen=True)
class Level:
    """Groups of terms for the index, and an upper bound of how many spaces have a term of each group."""

    groups: tuple[tuple[str, ...], ...]
    max_count: int

    def query(self, *groups: tuple[str, ...], excluded: Sequence["Level"] = ()) -> IndexQuery:
        """Return the index query, with more groups, and without what other levels match."""
        return IndexQuery((*self.groups, *groups), tuple(level.groups for level in excluded))


class SearchTerms:
    """A text as levels of terms."""

    def __init__(self, text: str, dictionary: Dictionary | None = None):
        words = split_words(text[:MAX_TEXT])
        self.normalized = " ".join(words)
        self.keywords = keywords(text)
        self.stop_words = [] if self.keywords else words[:MAX_WORDS]
        self.dictionary = dictionary or Dictionary()

    def __bool__(self) -> bool:
        return bool(self.normalized)

    @cached_property
    def levels(self) -> list[Level]:
        """Whole words of names; prefixes of words of names; prefixes of any words."""
        if self.stop_words:
            in_names = tuple(NAME_PREFIX + word for word in self.stop_words)
            return self._levels([[in_names], [(*self.stop_words, *in_names)]])
        self.dictionary.load(*terms_and_prefixes(self.keywords))
        whole: Groups = [(NAME_PREFIX + word,) for word in self.keywords]
        of_names = [self._with_longer_terms(NAME_PREFIX + word) for word in self.keywords]
        of_all = [(*self._with_longer_terms(word), NAME_PREFIX + word) for word in self.keywords]
        return self._levels([whole, of_names, of_all])

    def _with_longer_terms(self, term: str) -> tuple[str, ...]:
        """Return the term, and frequent terms that begin with it."""
        longer = self.dictionary.terms_with_prefix(term) if is_prefix(term) else ()
        return tuple(dict.fromkeys([term, *longer]))

    @cached_property
    def similar_levels(self) -> list[Level]:
        """The same with similar words; then with each pair of neighbouring words written as one."""
        choices = [self._similar_groups(self.keywords)]
        for at in range(len(self.keywords) - 1):
            joined = "".join(self.keywords[at : at + 2])
            choices.append(self._similar_groups([*self.keywords[:at], joined, *self.keywords[at + 2 :]]))
        return self._levels([groups for groups in choices if groups])

    def _similar_groups(self, words: list[str]) -> Groups:
        """Return the terms that each word may mean; nothing if one of them means none."""
        groups = [
            tuple(dict.fromkeys([*self._known_terms(word), *self.dictionary.similar_terms(word)]))
            for word in words
        ]
        return groups if all(groups) else []

    def _known_terms(self, word: str) -> tuple[str, ...]:
        terms = self._with_longer_terms(word)
        return terms if len(terms) > 1 else tuple(self.dictionary.counts([word, NAME_PREFIX + word]))

    def _levels(self, choices: list[Groups]) -> list[Level]:
        counts = self.dictionary.counts(term for groups in choices for group in groups for term in group)
        levels = (Level(tuple(groups), max_count(groups, counts)) for groups in choices)
        return list(dict.fromkeys(levels))


def is_prefix(term: str) -> bool:
    """Whether the term is long enough to match those that begin with it."""
    return len(term.removeprefix(NAME_PREFIX)) >= MIN_PREFIX_LENGTH


def terms_and_prefixes(words: list[str]) -> tuple[list[str], list[str]]:
    """Return what a search for these words looks up in the dictionary: (terms, prefixes)."""
    terms = [*words, *(NAME_PREFIX + word for word in words)]
    return terms, [term for term in terms if is_prefix(term)]


def max_count(groups: Groups, counts: dict[str, int]) -> int:
    """Return an upper bound of how many spaces have a term of every group."""
    return min((sum(counts.get(term, 0) for term in group) for group in groups), default=0)
