"""The index of terms (`spaces.search_index.terms`): one module for each database behind one interface.

Both index `Space.search_text` as it is, and both keep the index themselves when rows change, in whatever way
they change. A query only tells which spaces hold which words; ranking is ours, so that both answer the same.
"""

from dataclasses import dataclass

from django.db import connections
from django.db.models import BooleanField, F, Func

from spaces.search_index.backends import postgresql, sqlite

_BACKENDS = {"sqlite": sqlite, "postgresql": postgresql}
Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Query:
    """Spaces that hold one word at least of every group, and not one of every group of any of `never`."""

    groups: Groups
    never: tuple[Groups, ...] = ()


class Holds(Func):
    """A condition on spaces: `Space.objects.filter(Holds(query))`."""

    output_field = BooleanField()

    def __init__(self, query: Query, **extra):
        super().__init__(F("pk"), F("search_text"), **extra)
        self.query = query

    def as_sqlite(self, compiler, connection, **context):
        pk, params = compiler.compile(self.source_expressions[0])
        return sqlite.condition(pk), [*params, write("sqlite", self.query)]

    def as_postgresql(self, compiler, connection, **context):
        text, params = compiler.compile(self.source_expressions[1])
        return postgresql.condition(text), [*params, write("postgresql", self.query)]


def condition(vendor: str) -> str:
    """The same as SQL over the table of spaces, whose parameter is what `write` makes."""
    pk, text = '"spaces_space"."id"', '"spaces_space"."search_text"'
    return sqlite.condition(pk) if vendor == "sqlite" else postgresql.condition(text)


def contains(vendor: str) -> str:
    """SQL that looks for a piece of text in the text of words."""
    return f'{_BACKENDS[vendor].POSITION}("spaces_space"."search_text", %s) > 0'


def write(vendor: str, query: Query) -> str:
    """The query as a database takes it."""
    return _BACKENDS[vendor].write(query.groups, query.never)


def backend(using: str = "default"):
    """The module for a database."""
    return _BACKENDS[connections[using].vendor]


def install(using: str = "default") -> None:
    """Make the index and what keeps it true, where they are missing."""
    with connections[using].cursor() as cursor:
        backend(using).install(cursor)


def rebuild(using: str = "default") -> None:
    """Index every space anew."""
    with connections[using].cursor() as cursor:
        backend(using).rebuild(cursor)


def counts(using: str = "default") -> dict[str, int]:
    """In how many spaces each word and mark stands."""
    with connections[using].cursor() as cursor:
        return backend(using).counts(cursor)
