"""`name__begins="ab"`: a prefix search that both databases answer from the column's own index.

Django's `startswith` is a LIKE, which SQLite answers row by row, its LIKE being blind to case.
"""

from django.db.models import CharField, Func, Lookup, OrderBy, TextField

LAST = "\U0010ffff"


@CharField.register_lookup
@TextField.register_lookup
class PrefixLookup(Lookup):
    lookup_name = "begins"
    prepare_rhs = True

    def as_sql(self, compiler, connection):
        """Between the prefix and whatever comes after the last text that begins with it."""
        column, params = self.process_lhs(compiler, connection)
        return f"({column} >= %s AND {column} < %s)", [*params, self.rhs, *params, self.rhs + LAST]

    def as_postgresql(self, compiler, connection):
        """A LIKE, for which indexed text columns have an index of their own."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s", [*params, f"{connection.ops.prep_for_like_query(self.rhs)}%"]


class FirstTwo(Func):
    """The first two letters of a column, written as an index on them has it: without parameters."""

    arity = 1
    output_field = CharField()

    def as_sqlite(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, template="substr(%(expressions)s, 1, 2)")

    def as_postgresql(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, template="left(%(expressions)s, 2)")


class ByLetters(OrderBy):
    """The order of the letters' numbers: the index for `begins` has it, and it is the same everywhere."""

    def as_postgresql(self, compiler, connection):
        # Django cuts an order at its "ASC".
        return super().as_sql(compiler, connection, template="%(expression)s USING ~<~ /* ASC */")
