"""Questions that are asked all the time: the ORM writes their SQL once, and afterwards it is only sent.

Writing the SQL of a query costs Django more time than a database needs to answer it by a key, and so does
planning it, which PostgreSQL does once for each connection. What differs from one asking to the next stands
in slots.

    by_address = Prepared(lambda: City.objects.filter(slug=Slot(0)).values_list("pk", "name"))
    by_address.rows("liege")

`rows()` come as the database driver gives them: an amount of money may be a float. `objects()` are what the
queryset itself would give, relations that it selects included.
"""

import json
from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Model, QuerySet, Value
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

from coworking.cursors import preparing_cursor
from coworking.lookups import LAST


class Slot(Value):
    """In the place of a value: the one with this number."""

    def __init__(self, number: int):
        super().__init__(None)
        self.number = number

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Among(Func):
    """A condition: the column holds one of the values that a slot is given as a list."""

    output_field = BooleanField()

    def __init__(self, column: str, slot: Slot, **extra):
        super().__init__(F(column), slot, **extra)

    def as_sqlite(self, compiler, connection, **context):
        column, slot = self.source_expressions
        sql, params = compiler.compile(column)
        return f"{sql} IN (SELECT value FROM json_each(%s))", [*params, slot]

    def as_postgresql(self, compiler, connection, **context):
        column, slot = self.source_expressions
        sql, params = compiler.compile(column)
        return f"{sql} = ANY(%s)", [*params, slot]


class Prepared:
    """One question. `build` makes its queryset, with slots, the first time it is asked of a database."""

    def __init__(self, build: Callable[[], QuerySet]):
        self.build = build
        self._written: dict[str, tuple[str, Sequence[Any], SQLCompiler]] = {}
        self._model: Any = None

    def rows(self, *values: Any) -> list[tuple]:
        """The answer, with these values in the slots."""
        return self._ask(values)[0]

    def objects(self, *values: Any) -> list[Any]:
        """The answer as instances of the model."""
        rows, compiler = self._ask(values)
        asked: Any = _Asked(_again(compiler, connections[self.alias], rows))
        return list(ModelIterable(asked))

    def one(self, *values: Any) -> Any:
        """The first of them, or None."""
        return next(iter(self.objects(*values)), None)

    @property
    def alias(self) -> str:
        """The database that would be read from."""
        if self._model is None:
            self._model = self.build().model
        return router.db_for_read(self._model)

    def _ask(self, values: Sequence[Any]) -> tuple[list[tuple], SQLCompiler]:
        connection = connections[self.alias]
        sql, params, compiler = self._sql(connection.vendor)
        with preparing_cursor(connection) as cursor:
            cursor.execute(sql, [given(values, param, connection.vendor) for param in params])
            return cursor.fetchall(), compiler

    def _sql(self, vendor: str) -> tuple[str, Sequence[Any], SQLCompiler]:
        if vendor not in self._written:
            compiler = self.build().query.get_compiler(self.alias)
            self._written[vendor] = (*compiler.as_sql(), compiler)
        return self._written[vendor]


def bring_along(instance: Any, relation: str, model: type[Model], rows: list) -> None:
    """Let `instance.<relation>.all()` be these rows, as `prefetch_related()` does."""
    queryset: Any = model._default_manager.all()
    queryset._result_cache, queryset._prefetch_done = rows, True
    instance.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = queryset


def _again(written: SQLCompiler, connection: BaseDatabaseWrapper, rows: list[tuple]) -> Any:
    """The compiler for one more answer: it keeps what it learned while writing, and has the rows."""
    made: Any = copy(written)
    made.connection, made.using = connection, connection.alias
    made.execute_sql = lambda *args, **kwargs: [rows]
    return made


class _Asked:
    """What `ModelIterable` looks at in a queryset."""

    _known_related_objects: dict = {}

    def __init__(self, compiler: Any):
        self.db, self.query, self.compiler = compiler.using, self, compiler

    def get_compiler(self, using: str) -> Any:
        return self.compiler


def given(values: Sequence[Any], param: Any, vendor: str) -> Any:
    """The value for a parameter: what the slot was given, lists as the database takes them."""
    if not isinstance(param, Slot):
        return param
    value = values[param.number]
    return json.dumps(value) if vendor == "sqlite" and isinstance(value, list) else value


class Begins(Func):
    """A condition: the column begins with the text whose `beginning` the slots from `first` on are given."""

    output_field = BooleanField()

    def __init__(self, column: str, first: int, **extra):
        super().__init__(F(column), Slot(first), Slot(first + 1), **extra)

    def as_sqlite(self, compiler, connection, **context):
        column, start, end = self.source_expressions
        sql, params = compiler.compile(column)
        return f"({sql} >= %s AND {sql} < %s)", [*params, start, *params, end]

    def as_postgresql(self, compiler, connection, **context):
        """What a LIKE is turned into: a plan that is made before the values are known would not be."""
        column, start, end = self.source_expressions
        sql, params = compiler.compile(column)
        return f"({sql} ~>=~ %s AND {sql} ~<~ %s)", [*params, start, *params, end]


def beginning(text: str) -> tuple[str, str]:
    """(the text, what comes after all that begins so)"""
    return text, text + LAST
