"""Indexes from which both databases answer a query without reading the table."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models import Index, Model


class CoveringIndex(Index):
    """An index that also stores the columns `include`.

    PostgreSQL has INCLUDE for them. SQLite does not, and Django only warns about that (models.W040), so there
    they are appended to the key columns.
    """

    def __init__(self, *, include: Sequence[str], **kwargs: Any):
        super().__init__(**kwargs)
        self.included = tuple(include)  # not `Index.include`, which Django warns about on SQLite

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, expressions, kwargs = super().deconstruct()
        return path, expressions, {**kwargs, "include": self.included}

    def create_sql(
        self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor, using: str = "", **kwargs: Any
    ) -> Statement:
        if schema_editor.connection.features.supports_covering_indexes:
            index = Index(fields=self.fields, include=self.included, name=self.name)
        else:
            index = Index(fields=[*self.fields, *self.included], name=self.name)
        return index.create_sql(model, schema_editor, using, **kwargs)
