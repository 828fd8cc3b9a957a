"""The dictionary of the index: the count of each term, terms by prefix, and similar terms.

Counts are those of the last `rebuild_search`: they decide how a search is done, never what it finds. New
terms are added when spaces are saved. Two terms are similar if they become equal when one character is left
out of one or both, and if their distance (insert, delete, replace, transpose) is 1, or at most 2 in words of
eight characters or more.
"""

from collections.abc import Iterable, Iterator

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from rapidfuzz.distance import OSA

from coworking.database import bulk
from coworking.database.lookups import LAST_CODE_POINT
from coworking.database.writing.short_transactions import short_transaction
from spaces.directory.models import Space
from spaces.search_index.backends import count_terms
from spaces.search_index.index_terms import FACET_PREFIX, NAME_PREFIX
from spaces.search_index.models import IndexTerm, TermVariant

MIN_LENGTH_WITH_TYPOS, LONG_WORD_LENGTH = 4, 8  # characters
MAX_PER_PREFIX, MAX_SIMILAR = 24, 5
BATCH = 2000
MAX_KNOWN_TERMS = 100_000  # in the memory of an import


def add_terms_of(spaces: Iterable[Space], known: set[str] | None = None) -> None:
    """Add the terms of these spaces that the dictionary lacks.

    A caller with many batches of spaces passes a set, empty at first: terms in it are not looked up again.
    """
    terms = {term for space in spaces for term in space.search_text.split()}
    if known is not None:
        terms -= known
        if len(known) > MAX_KNOWN_TERMS:
            known.clear()
        known |= terms
    for batch in batched(sorted(terms)):
        _insert(sorted(set(batch) - term_counts(batch).keys()), {})


def recount() -> int:
    """Synchronise terms and counts with the index; return the number of terms.

    What is stored is read first: a term that comes meanwhile is in the index too, and stays.
    """
    known = dict(IndexTerm.objects.values_list("text", "count"))
    counts = count_terms()
    for batch in batched(sorted(known.keys() - counts.keys())):
        with short_transaction():
            IndexTerm.objects.filter(text__in=batch).delete()
            TermVariant.objects.filter(term__in=batch).delete()
    for batch in batched(sorted(counts.keys() - known.keys())):
        with short_transaction():
            _insert(batch, counts)
    for batch in batched(sorted(term for term, count in counts.items() if known.get(term, count) != count)):
        with short_transaction():
            _update(batch, counts)
    return len(counts)


def _update(terms: list[str], counts: dict[str, int]) -> None:
    IndexTerm.objects.bulk_create(
        [IndexTerm(text=term, count=counts[term]) for term in terms],
        update_conflicts=True,
        unique_fields=["text"],
        update_fields=["count"],
    )


def _insert(terms: list[str], counts: dict[str, int]) -> None:
    columns: bulk.ColumnValues = {"text": terms, "count": [counts.get(term, 1) for term in terms]}
    bulk.insert_columns(IndexTerm, columns, ignore_conflicts=True)
    rows = [(variant, term) for term in terms if _may_have_typos(term) for variant in variants(term)]
    columns = {"variant": [variant for variant, _term in rows], "term": [term for _variant, term in rows]}
    bulk.insert_columns(TermVariant, columns, ignore_conflicts=True)


def _may_have_typos(term: str) -> bool:
    is_word = term[0] not in (FACET_PREFIX, NAME_PREFIX) and term.isalpha()
    return is_word and len(term) >= MIN_LENGTH_WITH_TYPOS


def variants(word: str) -> set[str]:
    """Return the word, and the word without each of its characters."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def batched(terms: list[str]) -> Iterator[list[str]]:
    """Yield slices of at most `BATCH` terms."""
    for start in range(0, len(terms), BATCH):
        yield terms[start : start + BATCH]


def term_counts(terms: Iterable[str]) -> dict[str, int]:
    """Return the number of spaces with each of these terms; unknown ones are left out."""
    return dict(IndexTerm.objects.filter(text__in=set(terms)).values_list("text", "count"))


class Dictionary:
    """The part of the dictionary that one search has read: each term is looked up once, many in one query."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}  # 0: not known
        self._by_prefix: dict[str, tuple[str, ...]] = {}

    def load(self, terms: Iterable[str], prefixes: Iterable[str] = ()) -> None:
        """Look up the counts of terms and the most frequent terms with each prefix. At most one query."""
        new_terms = sorted(set(terms) - self._counts.keys())
        new_prefixes = sorted(set(prefixes) - self._by_prefix.keys())
        if not new_terms and not new_prefixes:
            return
        self._counts |= dict.fromkeys(new_terms, 0)
        found: list[list[str]] = [[] for _prefix in new_prefixes]
        for number, term, count in _look_up(new_terms, new_prefixes):
            self._counts[term] = count
            if number >= 0:
                found[number].append(term)
        self._by_prefix |= dict(zip(new_prefixes, map(tuple, found), strict=True))

    def counts(self, terms: Iterable[str]) -> dict[str, int]:
        """Return the number of spaces with each of these terms; unknown ones are left out."""
        wanted = set(terms)
        self.load(wanted)
        return {term: self._counts[term] for term in wanted if self._counts[term]}

    def terms_with_prefix(self, prefix: str) -> tuple[str, ...]:
        """Return the most frequent terms that begin with `prefix`."""
        self.load((), [prefix])
        return self._by_prefix[prefix]

    def similar_terms(self, word: str) -> list[str]:
        """Return known terms that `word` may be a mistyped form of, the nearest and most frequent first."""
        if len(word) < MIN_LENGTH_WITH_TYPOS:
            return []
        rows = set(TermVariant.objects.filter(variant__in=variants(word)).values_list("term", flat=True))
        distances = {other: OSA.distance(word, other) for other in rows - {word} if is_similar(word, other)}
        known = self.counts(distances)
        return sorted(known, key=lambda other: (distances[other], -known[other], other))[:MAX_SIMILAR]


def _look_up(terms: list[str], prefixes: list[str]) -> list[tuple[int, str, int]]:
    """Return (number of the prefix, term, count); the number is -1 for a term that was looked up whole."""
    connection = connections[router.db_for_read(IndexTerm)]
    table = IndexTerm._meta.db_table
    selects, params = [], list[str]()
    if terms:
        placeholders = ", ".join(["%s"] * len(terms))
        selects.append(f"SELECT -1, text, count FROM {table} WHERE text IN ({placeholders})")
        params += terms
    for number, prefix in enumerate(prefixes):
        condition, values = _starts_with(prefix, connection)
        selects.append(
            f"SELECT * FROM (SELECT {number}, text, count FROM {table} WHERE {condition}"
            f" ORDER BY count DESC, text LIMIT {MAX_PER_PREFIX}) AS prefix{number}"
        )
        params += values
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), params)
        rows: list[tuple[int, str, int]] = cursor.fetchall()
    return rows


def _starts_with(prefix: str, connection: BaseDatabaseWrapper) -> tuple[str, list[str]]:
    """Return the condition of the prefix lookup on the text of a term, as SQL and parameters."""
    if connection.vendor == "postgresql":
        return "text LIKE %s", [f"{connection.ops.prep_for_like_query(prefix)}%"]
    return "text >= %s AND text < %s", [prefix, prefix + LAST_CODE_POINT]


def is_similar(word: str, other: str, long: int = LONG_WORD_LENGTH) -> bool:
    """Whether one may be a mistyped form of the other: one typo, or two from `long` characters on."""
    largest = 2 if len(word) >= long else 1
    return OSA.distance(word, other, score_cutoff=largest) <= largest
