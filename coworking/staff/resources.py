from typing import Any

from diff_match_patch import diff_match_patch
from django.db.models import Model
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from import_export import resources
from import_export.admin import ExportMixin, ImportExportMixin
from import_export.formats.base_formats import CSV

from coworking.files import spreadsheets
from coworking.files.spreadsheets import unguarded


class TableExport(ExportMixin):
    """A link that gives the list, as it is filtered, as CSV."""

    export_formats = (CSV,)
    skip_export_form = True


class TableImport(ImportExportMixin):
    """The same, and a page that reads such a file: it shows every row before anything is written."""

    export_formats = import_formats = (CSV,)
    skip_export_form = True


class PlainDiff(resources.Diff):
    """What changes in a row, without the inline styles that the content security policy forbids."""

    TAGS = {-1: "<del>{}</del>", 0: "{}", 1: "<ins>{}</ins>"}

    def as_html(self) -> list[SafeString]:
        return [
            self._marked("" if self.new and old != new else str(old), str(new))
            for old, new in zip(self.left, self.right, strict=False)
        ]

    def _marked(self, old: str, new: str) -> SafeString:
        engine = diff_match_patch()
        pieces = engine.diff_main(old, new)
        engine.diff_cleanupSemantic(pieces)
        return format_html_join("", "{}", ((format_html(self.TAGS[op], text),) for op, text in pieces))


class GuardedResource(resources.ModelResource):
    """Cells that no spreadsheet runs as a formula, and that come back as they were."""

    def export_field(self, field: resources.Field, instance: Model, **kwargs: Any) -> Any:
        return spreadsheets.guarded(super().export_field(field, instance, **kwargs))

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        for column, value in row.items():
            row[column] = unguarded(value) if isinstance(value, str) else value

    def get_diff_class(self) -> type[PlainDiff]:
        return PlainDiff
