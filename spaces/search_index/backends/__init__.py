"""The index of terms (`spaces.search_index.index_terms`): one module for each database behind one interface.

Both index `Space.search_text`, and both update the index themselves when rows change, in whatever way they
change. The index finds spaces by their terms and does not rank them: ranking is our own, so that both
databases give the same results in the same order.
"""

from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.db import connections
from django.db.models import BooleanField, F, Func

from spaces.search_index.backends import postgresql, sqlite

_BACKENDS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}
TermGroups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class IndexQuery:
    """Spaces with at least one term of every group, and without those that match any of `excluded`."""

    groups: TermGroups
    excluded: tuple[TermGroups, ...] = ()


class MatchesIndex(Func):
    """A condition on spaces: `Space.objects.filter(MatchesIndex(query))`."""

    output_field = BooleanField()

    def __init__(self, query: IndexQuery, **extra: Any):
        super().__init__(F("pk"), F("search_text"), **extra)
        self.query = query

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[str | int, ...]]:
        pk, params = compiler.compile(self.source_expressions[0])
        return sqlite.condition(pk), (*params, format_query("sqlite", self.query))

    def as_postgresql(
        self, compiler: Any, connection: Any, **context: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        text, params = compiler.compile(self.source_expressions[1])
        return postgresql.condition(text), (*params, format_query("postgresql", self.query))


def condition_sql(vendor: str) -> str:
    """Return `MatchesIndex` as SQL over the table of spaces; the parameter comes from `format_query`."""
    pk, text = '"spaces_space"."id"', '"spaces_space"."search_text"'
    return sqlite.condition(pk) if vendor == "sqlite" else postgresql.condition(text)


def contains_sql(vendor: str) -> str:
    """Return SQL that looks for a substring in the search text of each row, without the index."""
    return f'{_BACKENDS[vendor].POSITION}("spaces_space"."search_text", %s) > 0'


def format_query(vendor: str, query: IndexQuery) -> str:
    """Return the query in the syntax of a database."""
    text: str = _BACKENDS[vendor].format_query(query.groups, query.excluded)
    return text


def backend(using: str = "default") -> ModuleType:
    """Return the module for a database."""
    return _BACKENDS[connections[using].vendor]


def install(using: str = "default") -> None:
    """Create the index and what keeps it up to date, where they are missing."""
    with connections[using].cursor() as cursor:
        backend(using).install(cursor)


def rebuild(using: str = "default") -> None:
    """Index every space again."""
    with connections[using].cursor() as cursor:
        backend(using).rebuild(cursor)


def count_terms(using: str = "default") -> dict[str, int]:
    """Return the number of spaces with each term, read from the index."""
    with connections[using].cursor() as cursor:
        counts: dict[str, int] = backend(using).count_terms(cursor)
    return counts
