"""Indexes that both databases answer from alone."""

from typing import Any

from django.db.models import Index


class Covering(Index):
    """An index that carries the columns of `include` too: a question about these never looks at the table.

    PostgreSQL includes columns. SQLite knows no such thing: they follow the others in the index.
    """

    def create_sql(self, model, schema_editor, using="", **kwargs: Any):
        if schema_editor.connection.features.supports_covering_indexes:
            return super().create_sql(model, schema_editor, using, **kwargs)
        plain = Index(fields=[*self.fields, *self.include], name=self.name)
        return plain.create_sql(model, schema_editor, using, **kwargs)
