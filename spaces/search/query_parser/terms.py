"""From typed words to questions for the index, the strictest first.

0. all words are words of the name;  1. all begin words of the name;  2. all begin some word of the space.
Only where nothing is found: 3. words near them are meant, or two of them are written as one word.
Words that stand in most rows are left out beside others; of such words alone one is enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from spaces.search_index.backends import IndexQuery
from spaces.search_index.dictionary import Dictionary
from spaces.search_index.index_terms import NAME_PREFIX, split_words

MOST_WORDS = 6
SHORTEST_BEGINNING = 3  # letters: a shorter word is only looked for as it is
# Words that stand in most rows: they narrow nothing when another word remains.
COMMON = frozenset(
    "coworking cowork co space spaces espace espaces de du des la le les l the of a et and".split()  # noqa: SIM905
)

Groups = list[tuple[str, ...]]


def keywords(words: str) -> list[str]:
    """The folded words that a search should match, common ones left out."""
    found = dict.fromkeys(split_words(words[:200]))
    return [word for word in found if word not in COMMON][:MOST_WORDS]


@dataclass(frozen=True)
class Level:
    """One question for the index, and in how many spaces its rarest word stands."""

    groups: tuple[tuple[str, ...], ...]
    fewest: int

    def query(self, *marks: tuple[str, ...], never: Sequence["Level"] = ()) -> IndexQuery:
        """With these marks; without what some other levels find."""
        return IndexQuery((*self.groups, *marks), tuple(level.groups for level in never))


class SearchTerms:
    """What was typed, as levels. Of common words alone, one is enough."""

    def __init__(self, typed: str, lexicon: Dictionary | None = None):
        tokens = split_words(typed[:200])
        self.folded = " ".join(tokens)
        self.keywords = keywords(typed)
        self.common = [] if self.keywords else tokens[:MOST_WORDS]
        self.lexicon = lexicon or Dictionary()

    def __bool__(self) -> bool:
        return bool(self.folded)

    @cached_property
    def levels(self) -> list[Level]:
        """Whole words of names, beginnings of words of names, beginnings of any words."""
        if self.common:
            named = tuple(NAME_PREFIX + word for word in self.common)
            return self._levels([[named], [(*self.common, *named)]])
        self.lexicon.load(*sought(self.keywords))
        whole: Groups = [(NAME_PREFIX + word,) for word in self.keywords]
        of_names = [self._beginning(NAME_PREFIX + word) for word in self.keywords]
        of_all = [(*self._beginning(word), NAME_PREFIX + word) for word in self.keywords]
        return self._levels([whole, of_names, of_all])

    def _beginning(self, word: str) -> tuple[str, ...]:
        known = self.lexicon.terms_with_prefix(word) if is_beginning(word) else ()
        return tuple(dict.fromkeys([word, *known]))

    @cached_property
    def near_levels(self) -> list[Level]:
        """The same with words that are near; then with each pair of neighbours written as one."""
        choices = [self._nearly(self.keywords)]
        for at in range(len(self.keywords) - 1):
            joined = "".join(self.keywords[at : at + 2])
            choices.append(self._nearly([*self.keywords[:at], joined, *self.keywords[at + 2 :]]))
        return self._levels([groups for groups in choices if groups])

    def _nearly(self, words: list[str]) -> Groups:
        """Groups of what each word may mean; none when one of them means nothing."""
        groups = [
            tuple(dict.fromkeys([*self._known(word), *self.lexicon.similar_terms(word)])) for word in words
        ]
        return groups if all(groups) else []

    def _known(self, word: str) -> tuple[str, ...]:
        beginning = self._beginning(word)
        return beginning if len(beginning) > 1 else tuple(self.lexicon.counts([word, NAME_PREFIX + word]))

    def _levels(self, choices: list[Groups]) -> list[Level]:
        known = self.lexicon.counts(word for groups in choices for group in groups for word in group)
        levels = (Level(tuple(groups), fewest(groups, known)) for groups in choices)
        return list(dict.fromkeys(levels))


def is_beginning(word: str) -> bool:
    """Whether the word is long enough to stand for those that begin with it."""
    return len(word.removeprefix(NAME_PREFIX)) >= SHORTEST_BEGINNING


def sought(words: list[str]) -> tuple[list[str], list[str]]:
    """What a search for these words looks up: (words, beginnings)."""
    both = [*words, *(NAME_PREFIX + word for word in words)]
    return both, [word for word in both if is_beginning(word)]


def fewest(groups: Groups, known: dict[str, int]) -> int:
    """An upper bound of how many spaces hold a word of every group."""
    return min((sum(known.get(word, 0) for word in group) for group in groups), default=0)
