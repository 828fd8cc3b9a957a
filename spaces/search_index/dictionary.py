"""The words of the index: how many spaces hold each, what begins with what, what is near what.

Counts are those of the last `rebuild_search`: they steer how a search is done, never what it finds. New words
are learnt when spaces are saved. Nearness: two words that are equal once a letter is left out of one or both,
and whose distance (insert, delete, replace, swap) is 1, or 2 from eight letters.
"""

from collections.abc import Iterable, Iterator

from django.db import connections, router, transaction
from rapidfuzz.distance import OSA

from coworking.database import bulk
from coworking.database.lookups import LAST_CODE_POINT
from spaces.directory.models import Space
from spaces.search_index.backends import counts
from spaces.search_index.models import IndexTerm, TermVariant
from spaces.search_index.terms import MARK, NAME

SHORTEST_TO_MISTYPE, LONG = 4, 8
MOST_BEGINNINGS, MOST_NEAR = 24, 5
BATCH = 5000
MOST_LEARNT = 100_000  # words that an import keeps in mind


def learn(spaces: Iterable[Space], learnt: set[str] | None = None) -> None:
    """Take in the words of these spaces that are not known yet.

    Whoever has many spaces gives a set, empty at first: words in it are not looked up again.
    """
    words = {word for space in spaces for word in space.search_text.split()}
    if learnt is not None:
        words -= learnt
        if len(learnt) > MOST_LEARNT:
            learnt.clear()
        learnt |= words
    _add({word: 1 for part in batched(sorted(words)) for word in set(part) - how_many(part).keys()})


def recount() -> int:
    """Bring words and counts in step with the index; returns how many words there are."""
    found = counts()
    known = dict(IndexTerm.objects.values_list("text", "count"))
    gone = sorted(known.keys() - found.keys())
    with transaction.atomic():
        for part in batched(gone):
            IndexTerm.objects.filter(text__in=part).delete()
            TermVariant.objects.filter(word__in=part).delete()
        _add({word: count for word, count in found.items() if word not in known})
        _correct({word: count for word, count in found.items() if known.get(word, count) != count})
    return len(found)


def _correct(found: dict[str, int]) -> None:
    for part in batched(sorted(found)):
        rows = [IndexTerm(text=text, count=found[text]) for text in part]
        IndexTerm.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["text"], update_fields=["count"]
        )


def _add(found: dict[str, int]) -> None:
    for part in batched(sorted(found)):
        counted: bulk.ColumnValues = {"text": part, "count": [found[text] for text in part]}
        bulk.insert_columns(IndexTerm, counted, ignore_conflicts=True)
        rows = [(piece, text) for text in part for piece in _stored_pieces(text)]
        columns = {"piece": [piece for piece, _text in rows], "word": [text for _piece, text in rows]}
        bulk.insert_columns(TermVariant, columns, ignore_conflicts=True)


def _stored_pieces(text: str) -> Iterator[str]:
    if text[0] not in (MARK, NAME) and text.isalpha() and len(text) >= SHORTEST_TO_MISTYPE:
        yield from pieces(text)


def pieces(word: str) -> set[str]:
    """The word, and the word without each of its letters."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def batched(words: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(words), BATCH):
        yield words[start : start + BATCH]


def how_many(tokens: Iterable[str]) -> dict[str, int]:
    """In how many spaces each of these stands; those that are not known are left out."""
    return dict(IndexTerm.objects.filter(text__in=set(tokens)).values_list("text", "count"))


class Dictionary:
    """The words of the index as one search looks them up: each once, as many as possible at a time."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}  # 0: not known
        self._begun: dict[str, tuple[str, ...]] = {}

    def look_up(self, tokens: Iterable[str], beginnings: Iterable[str] = ()) -> None:
        """Ask for the counts of these, and for the most frequent words that begin so. One query at most."""
        unknown = sorted(set(tokens) - self._counts.keys())
        begun = sorted(set(beginnings) - self._begun.keys())
        if not unknown and not begun:
            return
        self._counts |= dict.fromkeys(unknown, 0)
        found: list[list[str]] = [[] for _prefix in begun]
        for number, word, count in _asked(unknown, begun):
            self._counts[word] = count
            if number >= 0:
                found[number].append(word)
        self._begun |= dict(zip(begun, map(tuple, found), strict=True))

    def how_many(self, tokens: Iterable[str]) -> dict[str, int]:
        """In how many spaces each of these stands; those that are not known are left out."""
        wanted = set(tokens)
        self.look_up(wanted)
        return {token: self._counts[token] for token in wanted if self._counts[token]}

    def beginning_with(self, prefix: str) -> tuple[str, ...]:
        """The most frequent words that begin so."""
        self.look_up((), [prefix])
        return self._begun[prefix]

    def near(self, word: str) -> list[str]:
        """Known words that were perhaps meant by `word`, the nearest and most frequent first."""
        if len(word) < SHORTEST_TO_MISTYPE:
            return []
        rows = set(TermVariant.objects.filter(piece__in=pieces(word)).values_list("word", flat=True))
        meant = {other: OSA.distance(word, other) for other in rows - {word} if is_near(word, other)}
        known = self.how_many(meant)
        return sorted(known, key=lambda other: (meant[other], -known[other], other))[:MOST_NEAR]


def _asked(tokens: list[str], prefixes: list[str]) -> list[tuple[int, str, int]]:
    """(number of the prefix, word, count); -1 for a word that was asked for whole."""
    connection = connections[router.db_for_read(IndexTerm)]
    table = IndexTerm._meta.db_table
    parts, params = [], list[str]()
    if tokens:
        parts.append(f"SELECT -1, text, count FROM {table} WHERE text IN ({', '.join(['%s'] * len(tokens))})")
        params += tokens
    for number, prefix in enumerate(prefixes):
        condition, values = _begins(prefix, connection)
        parts.append(
            f"SELECT * FROM (SELECT {number}, text, count FROM {table} WHERE {condition}"
            f" ORDER BY count DESC, text LIMIT {MOST_BEGINNINGS}) AS begun{number}"
        )
        params += values
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return cursor.fetchall()


def _begins(prefix: str, connection) -> tuple[str, list[str]]:
    """What the lookup `begins` says, of the text of a word."""
    if connection.vendor == "postgresql":
        return "text LIKE %s", [f"{connection.ops.prep_for_like_query(prefix)}%"]
    return "text >= %s AND text < %s", [prefix, prefix + LAST_CODE_POINT]


def is_near(word: str, other: str, long: int = LONG) -> bool:
    """Whether one may be the other, mistyped: twice from `long` letters on."""
    farthest = 2 if len(word) >= long else 1
    return OSA.distance(word, other, score_cutoff=farthest) <= farthest
