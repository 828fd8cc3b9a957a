"""`name__begins="ab"`: a prefix search that both databases answer from the column's own index.

Django's `startswith` is a LIKE, which SQLite answers row by row, its LIKE being blind to case.
"""

from django.db.models import CharField, Lookup, TextField

LAST = "\U0010ffff"


@CharField.register_lookup
@TextField.register_lookup
class Begins(Lookup):
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
