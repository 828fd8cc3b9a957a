"""The export of spaces in the staff's admin, by django-import-export.

Spaces are not imported by that library. It writes columns, where an import of ours stores statements with
their source and date, links them to existing spaces and never overwrites what a manager confirmed:
`spaces.staff.import_page` does that.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from import_export import resources

from spaces.directory.models import Space
from spaces.exports import space_csv
from spaces.importers.own_export.rows import csv_row
from spaces.importers.tables.columns import COLUMNS


class SpaceResource(resources.ModelResource):
    """The rows of `export_spaces`, which `import_spaces` and the page "Import spaces" read."""

    class Meta:
        model = Space
        fields = ()

    def iter_queryset(self, queryset: QuerySet[Space]) -> Iterator[Space]:
        return space_csv.iterate(queryset)

    def get_export_headers(self, selected_fields: Any = None) -> list[str]:
        return list(COLUMNS)

    def export_resource(self, instance: Space, selected_fields: Any = None, **kwargs: Any) -> list[str]:
        return csv_row(instance)
