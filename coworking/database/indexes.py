"""Indexes that both databases answer from alone."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Index


class CoveringIndex(Index):
    """An index that carries the columns `also`: a question about these and its own never looks at the table.

    PostgreSQL includes columns. SQLite knows no such thing, and Django warns of it there: they follow the
    others in the index.
    """

    def __init__(self, *, also: Sequence[str], **kwargs: Any):
        super().__init__(**kwargs)
        self.also = tuple(also)

    def deconstruct(self):
        path, expressions, kwargs = super().deconstruct()
        return path, expressions, {**kwargs, "also": self.also}

    def create_sql(self, model, schema_editor, using="", **kwargs: Any):
        if schema_editor.connection.features.supports_covering_indexes:
            written = Index(fields=self.fields, include=self.also, name=self.name)
        else:
            written = Index(fields=[*self.fields, *self.also], name=self.name)
        return written.create_sql(model, schema_editor, using, **kwargs)
