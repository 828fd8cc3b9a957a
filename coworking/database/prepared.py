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
from functools import cached_property
from typing import Any

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Model, QuerySet, Value
from django.db.models.base import ModelState

from coworking.database.cursors import preparing_cursor
from coworking.database.lookups import LAST


class Param(Value):
    """In the place of a value: the one with this number."""

    def __init__(self, number: int):
        super().__init__(None)
        self.number = number

    def as_sql(self, compiler, connection):
        return "%s", [self]


class AnyOf(Func):
    """A condition: the column holds one of the values that a slot is given as a list."""

    output_field = BooleanField()

    def __init__(self, column: str, slot: Param, **extra):
        super().__init__(F(column), slot, **extra)

    def as_sqlite(self, compiler, connection, **context):
        column, slot = self.source_expressions
        sql, params = compiler.compile(column)
        return f"{sql} IN (SELECT value FROM json_each(%s))", [*params, slot]

    def as_postgresql(self, compiler, connection, **context):
        column, slot = self.source_expressions
        sql, params = compiler.compile(column)
        return f"{sql} = ANY(%s)", [*params, slot]


class PreparedQuery:
    """One question. `build` makes its queryset, with slots, the first time it is asked of a database."""

    def __init__(self, build: Callable[[], QuerySet]):
        self.build = build
        self._written: dict[str, _Written] = {}
        self._model: Any = None

    def rows(self, *values: Any) -> list[tuple]:
        """The answer, with these values in the slots."""
        written = self._of(self.alias)
        return written.rows(connections[written.alias], values)

    def objects(self, *values: Any) -> list[Any]:
        """The answer as instances of the model."""
        written = self._of(self.alias)
        connection = connections[written.alias]
        return [written.instance(row, connection) for row in written.rows(connection, values)]

    def one(self, *values: Any) -> Any:
        """The first of them, or None."""
        return next(iter(self.objects(*values)), None)

    @property
    def alias(self) -> str:
        """The database that would be read from."""
        if self._model is None:
            self._model = self.build().model
        return router.db_for_read(self._model)

    def _of(self, alias: str) -> "_Written":
        if alias not in self._written:
            self._written[alias] = _Written(self.build(), alias)
        return self._written[alias]


class _Written:
    """A question as one database gets it, and what Django's `ModelIterable` learns anew each time."""

    def __init__(self, queryset: QuerySet, alias: str):
        self.alias, self.vendor = alias, connections[alias].vendor
        self.compiler: Any = queryset.query.get_compiler(alias)
        self.sql, self.params = self.compiler.as_sql()

    def rows(self, connection: BaseDatabaseWrapper, values: Sequence[Any]) -> list[tuple]:
        """The answer as the driver gives it."""
        with preparing_cursor(connection) as cursor:
            cursor.execute(self.sql, [bind(values, param, self.vendor) for param in self.params])
            return cursor.fetchall()

    def instance(self, row: Sequence[Any], connection: BaseDatabaseWrapper) -> Any:
        """A row as an instance, with those of the relations that the queryset selects."""
        cells = list(row)
        for place, (converters, expression) in self.converters:
            for convert in converters:
                cells[place] = convert(cells[place], expression, connection)
        made = self.maker.make(cells)
        for name, place in self.compiler.annotation_col_map.items():
            setattr(made, name, cells[place])
        return made

    @cached_property
    def converters(self) -> list[tuple[int, tuple[list[Callable], Any]]]:
        """For each column that the driver gives otherwise than fields have it: what makes it so."""
        return list(self.compiler.get_converters([column for column, *_rest in self.compiler.select]).items())

    @cached_property
    def maker(self) -> "_Maker":
        return _Maker(self.compiler.klass_info, self.compiler.select, self.alias)


class _Maker:
    """How cells of a row become an instance, and those of the relations that are selected along."""

    def __init__(self, info: dict[str, Any], select: Sequence[tuple], alias: str):
        self.model, self.alias = info["model"], alias
        first, last = info["select_fields"][0], info["select_fields"][-1]
        self.own = slice(first, last + 1)
        self.names = [column.target.attname for column, *_rest in select[self.own]]
        self.key = first + self.names.index(self.model._meta.pk.attname)
        others = info.get("related_klass_infos", ())
        self.along = [(_Maker(o, select, alias), o["local_setter"], o["remote_setter"]) for o in others]

    def make(self, cells: list[Any]) -> Any:
        """The instance; None where the row holds none."""
        if cells[self.key] is None:
            return None
        made = instance(self.model, self.names, cells[self.own], self.alias)
        for maker, lead_there, lead_back in self.along:
            other = maker.make(cells)
            lead_there(made, other)
            if other is not None:
                lead_back(other, made)
        return made


def instance(model: type[Model], names: Sequence[str], values: Sequence[Any], alias: str) -> Any:
    """What `Model.from_db` makes of some columns, without asking each of the others."""
    made = model.__new__(model)
    made._state = ModelState()
    made._state.adding, made._state.db = False, alias
    made.__dict__.update(zip(names, values, strict=False))
    return made


def set_prefetched(instance: Any, relation: str, model: type[Model], rows: list) -> None:
    """Let `instance.<relation>.all()` be these rows, as `prefetch_related()` does."""
    queryset: Any = model._default_manager.all()
    queryset._result_cache, queryset._prefetch_done = rows, True
    instance.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = queryset


def bind(values: Sequence[Any], param: Any, vendor: str) -> Any:
    """The value for a parameter: what the slot was given, lists as the database takes them."""
    if not isinstance(param, Param):
        return param
    value = values[param.number]
    return json.dumps(value) if vendor == "sqlite" and isinstance(value, list) else value


class StartsWith(Func):
    """A condition: the column begins with the text whose `beginning` the slots from `first` on are given."""

    output_field = BooleanField()

    def __init__(self, column: str, first: int, **extra):
        super().__init__(F(column), Param(first), Param(first + 1), **extra)

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
