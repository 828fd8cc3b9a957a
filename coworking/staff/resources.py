from pathlib import Path
from typing import Any

from diff_match_patch import diff_match_patch
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, ValidationError
from django.db import DataError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from import_export import resources
from import_export.admin import ExportMixin, ImportExportMixin
from import_export.formats.base_formats import CSV
from import_export.forms import ConfirmImportForm, ImportForm
from import_export.tmp_storages import TempFolderStorage

from coworking.files import spreadsheets
from coworking.files.spreadsheets import unguarded


class TableExport(ExportMixin):
    """A link that gives the list, as it is filtered, as CSV."""

    export_formats = (CSV,)
    skip_export_form = True

    def get_export_queryset(self, request: HttpRequest) -> Any:
        """The rows of the list; 400 where the list itself would leave out a filter that it does not know."""
        try:
            rows = super().get_export_queryset(request)
            rows.exists()  # some mistakes only the database finds; here nothing has been sent yet
        except (IncorrectLookupParameters, OverflowError, ValueError, DataError):
            raise BadRequest("The list has no such filter.") from None
        return rows


MAX_IMPORT_KB = 1024  # some 5,000 rows: each stays in memory, with what it changes


class UploadForm(ImportForm):
    """Refuses a file that is too large before it is read."""

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file.size > MAX_IMPORT_KB * 1024:
            message = _("The file is larger than %(size)s kB: split it.")
            raise ValidationError(message, params={"size": MAX_IMPORT_KB})
        return file


class ConfirmForm(ConfirmImportForm):
    """Names the file that was previewed: it must still be there."""

    def clean_import_file_name(self) -> str:
        name: str = super().clean_import_file_name()
        if not Path(TempFolderStorage(name=name).get_full_path()).is_file():
            raise ValidationError(_("This preview is gone: choose the file again."))
        return name

    def clean_format(self) -> str:
        text: str = self.cleaned_data["format"]
        if text != "0":  # of `import_formats`
            raise ValidationError(_("This preview is gone: choose the file again."))
        return text


class TableImport(TableExport, ImportExportMixin):
    """The same, and a page that reads such a file: it shows every row before anything is written."""

    import_formats = (CSV,)
    import_form_class = UploadForm
    confirm_form_class = ConfirmForm
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
