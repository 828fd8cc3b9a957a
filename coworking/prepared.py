"""Questions that are asked all the time: the ORM writes their SQL once, and afterwards it is only sent.

Writing the SQL of a query costs Django more time than a database needs to answer it by a key. What differs
from one asking to the next stands in slots.

    by_address = Prepared(lambda: City.objects.filter(slug=Slot(0)).values_list("pk", "name"))
    by_address.rows("liege")

Rows come as the database driver gives them: an amount of money may be a float.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections, router
from django.db.models import BooleanField, F, Func, QuerySet, Value

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
        self._written: dict[str, tuple[str, Sequence[Any]]] = {}
        self._model: Any = None

    def rows(self, *values: Any) -> list[tuple]:
        """The answer, with these values in the slots."""
        connection = connections[self.alias]
        sql, params = self._sql(connection.vendor)
        with connection.cursor() as cursor:
            cursor.execute(sql, [given(values, param, connection.vendor) for param in params])
            return cursor.fetchall()

    @property
    def alias(self) -> str:
        """The database that would be read from."""
        if self._model is None:
            self._model = self.build().model
        return router.db_for_read(self._model)

    def _sql(self, vendor: str) -> tuple[str, Sequence[Any]]:
        if vendor not in self._written:
            self._written[vendor] = self.build().query.get_compiler(self.alias).as_sql()
        return self._written[vendor]


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
        super().__init__(F(column), Slot(first), Slot(first + 1), Slot(first + 2), **extra)

    def as_sqlite(self, compiler, connection, **context):
        column, start, end, _pattern = self.source_expressions
        sql, params = compiler.compile(column)
        return f"({sql} >= %s AND {sql} < %s)", [*params, start, *params, end]

    def as_postgresql(self, compiler, connection, **context):
        column, _start, _end, pattern = self.source_expressions
        sql, params = compiler.compile(column)
        return f"{sql} LIKE %s", [*params, pattern]


def beginning(text: str) -> tuple[str, str, str]:
    """(the text, what comes after all that begins so, a pattern for LIKE)"""
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return text, text + LAST, f"{escaped}%"
