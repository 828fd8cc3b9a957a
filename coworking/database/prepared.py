"""Prepared queries: the ORM compiles a queryset once, and later executions only send its SQL.

Compiling a queryset costs Django more time than the database needs to answer it by a key, and so does
planning it, which PostgreSQL does once per connection (`coworking.database.cursors`). A queryset is written
as usual, with a `Param` for each value that differs between executions:

    city_by_slug = PreparedQuery(lambda: City.objects.filter(slug=Param(0)).values_list("pk", "name"))
    city_by_slug.rows("liege")

`rows()` returns tuples as the database driver gives them: on SQLite a price is a float. `objects()` returns
what the queryset itself would, with the relations of `select_related()`.

Lists and prefixes need conditions whose SQL does not depend on the values: `AnyOf` for `__in`, `StartsWith`
for `__prefix`. docs/performance.md says what this saves, and how the same is written without it.
"""

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Model, QuerySet, Value
from django.db.models.base import ModelState
from django.db.models.sql.compiler import SQLCompiler

from coworking.database.cursors import prepared_cursor
from coworking.database.lookups import LAST_CODE_POINT

SQL = tuple[str, Any]


class Param(Value):
    """Stands for the value with this number among those that an execution is given."""

    def __init__(self, number: int):
        super().__init__(None)
        self.number = number

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> SQL:
        return "%s", [self]  # the parameter is this object itself; `bind()` replaces it


class AnyOf(Func):
    """A condition: the column equals one of the values in the list that `param` is given."""

    output_field = BooleanField()

    def __init__(self, column: str, param: Param, **extra: Any):
        super().__init__(F(column), param, **extra)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> SQL:
        column, param = self.source_expressions
        sql, params = compiler.compile(column)
        return f"{sql} IN (SELECT value FROM json_each(%s))", [*params, param]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> SQL:
        column, param = self.source_expressions
        sql, params = compiler.compile(column)
        return f"{sql} = ANY(%s)", [*params, param]


class StartsWith(Func):
    """A condition: the column starts with a text.

    The Params `first` and `first + 1` are given by `prefix_range(text)`.
    """

    output_field = BooleanField()

    def __init__(self, column: str, first: int, **extra: Any):
        super().__init__(F(column), Param(first), Param(first + 1), **extra)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> SQL:
        column, start, end = self.source_expressions
        sql, params = compiler.compile(column)
        return f"({sql} >= %s AND {sql} < %s)", [*params, start, *params, end]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> SQL:
        """What PostgreSQL makes of a LIKE with a constant; it cannot do so before it knows the value."""
        column, start, end = self.source_expressions
        sql, params = compiler.compile(column)
        return f"({sql} ~>=~ %s AND {sql} ~<~ %s)", [*params, start, *params, end]


def prefix_range(text: str) -> tuple[str, str]:
    """(the text itself, the end of the range of texts that start with it)"""
    return text, text + LAST_CODE_POINT


class PreparedQuery:
    """A queryset that is compiled once per database.

    `build` returns the queryset, with Params; it is called at the first execution.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]):
        self.build = build
        self._compiled: dict[str, _CompiledQuery] = {}
        self._model: Any = None

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values of the Params, as the database driver gives them."""
        compiled = self._compiled_for(self.alias)
        return compiled.rows(connections[compiled.alias], values)

    def objects(self, *values: Any) -> list[Any]:
        """The rows as model instances."""
        compiled = self._compiled_for(self.alias)
        connection = connections[compiled.alias]
        return [compiled.instance(row, connection) for row in compiled.rows(connection, values)]

    def first(self, *values: Any) -> Any:
        """The first instance, or None."""
        return next(iter(self.objects(*values)), None)

    @property
    def alias(self) -> str:
        """The database that is read from."""
        if self._model is None:
            self._model = self.build().model
        return router.db_for_read(self._model)

    def _compiled_for(self, alias: str) -> "_CompiledQuery":
        if alias not in self._compiled:
            self._compiled[alias] = _CompiledQuery(self.build(), alias)
        return self._compiled[alias]


class _CompiledQuery:
    """A queryset compiled for one database, and how its rows become instances.

    Does what `django.db.models.query.ModelIterable` does, which works out the second part at each execution.
    """

    def __init__(self, queryset: QuerySet[Any, Any], alias: str):
        self.alias, self.vendor = alias, connections[alias].vendor
        self.compiler: Any = queryset.query.get_compiler(alias)
        self.sql, self.params = self.compiler.as_sql()

    def rows(self, connection: BaseDatabaseWrapper, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with prepared_cursor(connection) as cursor:
            cursor.execute(self.sql, [bind(values, param, self.vendor) for param in self.params])
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def instance(self, row: Sequence[Any], connection: BaseDatabaseWrapper) -> Any:
        """A row as an instance, with the relations of `select_related()` and the annotations."""
        cells = list(row)
        for position, (converters, expression) in self.converters:
            for convert in converters:
                cells[position] = convert(cells[position], expression, connection)
        made = self.factory.make(cells)
        for name, position in self.compiler.annotation_col_map.items():
            setattr(made, name, cells[position])
        return made

    @cached_property
    def converters(self) -> list[tuple[int, tuple[list[Callable[..., Any]], Any]]]:
        """(position, converters) of each column whose driver value differs from the field's value."""
        return list(self.compiler.get_converters([column for column, *_rest in self.compiler.select]).items())

    @cached_property
    def factory(self) -> "_InstanceFactory":
        return _InstanceFactory(self.compiler.klass_info, self.compiler.select, self.alias)


class _InstanceFactory:
    """Makes the instance of a row, and those of its `select_related()` relations.

    The only place that reads `klass_info`, the private description of the SELECT clause in Django's compiler.
    """

    def __init__(self, klass_info: dict[str, Any], select: Sequence[tuple[Any, ...]], alias: str):
        self.model, self.alias = klass_info["model"], alias
        first, last = klass_info["select_fields"][0], klass_info["select_fields"][-1]
        self.own = slice(first, last + 1)
        self.names = [column.target.attname for column, *_rest in select[self.own]]
        self.key = first + self.names.index(self.model._meta.pk.attname)
        self.related = [
            (_InstanceFactory(info, select, alias), info["local_setter"], info["remote_setter"])
            for info in klass_info.get("related_klass_infos", ())
        ]

    def make(self, cells: list[Any]) -> Any:
        """The instance; None where an outer join found no row."""
        if cells[self.key] is None:
            return None
        made = model_instance(self.model, self.names, cells[self.own], self.alias)
        for factory, set_related, set_reverse in self.related:
            related = factory.make(cells)
            set_related(made, related)
            if related is not None:
                set_reverse(related, made)
        return made


def model_instance(model: type[Model], names: Sequence[str], values: Sequence[Any], alias: str) -> Any:
    """A saved instance with these columns, the others deferred.

    What `Model.from_db()` returns, without its check of every other field and without signals.
    """
    made = model.__new__(model)
    made._state = ModelState()
    made._state.adding, made._state.db = False, alias
    made.__dict__.update(zip(names, values, strict=False))
    return made


def set_prefetched(instance: Any, relation: str, model: type[Model], rows: list[Any]) -> None:
    """Let `instance.<relation>.all()` return these rows without a query, as after `prefetch_related()`.

    The only place that writes `_prefetched_objects_cache`, where Django's related managers look first.
    """
    queryset: Any = model._default_manager.all()
    queryset._result_cache, queryset._prefetch_done = rows, True
    instance.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = queryset


def bind(values: Sequence[Any], param: Any, vendor: str) -> Any:
    """The value to send for a parameter: a Param's from `values`, lists as the database takes them."""
    if not isinstance(param, Param):
        return param
    value = values[param.number]
    return json.dumps(value) if vendor == "sqlite" and isinstance(value, list) else value
