"""`name__prefix="ab"`: a prefix lookup that both databases answer from the column's ordinary index.

Django's `startswith` is a LIKE, which SQLite answers row by row because its LIKE ignores case.
"""

from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func, Lookup, OrderBy, TextField
from django.db.models.sql.compiler import SQLCompiler

SQL = tuple[str, tuple[Any, ...]]
# Generic in django-stubs only.
if TYPE_CHECKING:
    TextLookup = Lookup[str]
else:
    TextLookup = Lookup

LAST_CODE_POINT = "\U0010ffff"


@CharField.register_lookup
@TextField.register_lookup
class PrefixLookup(TextLookup):
    """Rows whose text starts with a prefix, case-sensitive."""

    lookup_name = "prefix"
    prepare_rhs = True

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> SQL:
        """A range: from the prefix up to the last text that starts with it."""
        column, params = self.process_lhs(compiler, connection)
        return f"({column} >= %s AND {column} < %s)", (*params, self.rhs, *params, self.rhs + LAST_CODE_POINT)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> SQL:
        """A LIKE, for which Django gives indexed text columns an index of their own (`text_pattern_ops`)."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s", (*params, f"{connection.ops.prep_for_like_query(self.rhs)}%")


class FirstTwoCharacters(Func):
    """The first two characters of a column, in the SQL that an index on it needs: without parameters."""

    arity = 1
    output_field = CharField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> SQL:
        return super().as_sql(compiler, connection, template="substr(%(expressions)s, 1, 2)")

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> SQL:
        return super().as_sql(compiler, connection, template="left(%(expressions)s, 2)")


class CodePointOrder(OrderBy):
    """Order by code points, which is the order of the index that `prefix` uses, on both databases."""

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> SQL:
        # The comment stays: Django cuts an ordering at its "ASC".
        return super().as_sql(compiler, connection, template="%(expression)s USING ~<~ /* ASC */")
