"""Tables as CSV, by django-import-export: spaces and cities go out, sources also come in, with a preview.

Spaces do not come in this way. That library writes columns; a space is told by sources, each word of them
kept with its date, linked to what is there, and never set above a manager's: `spaces.admin.importing` takes
files to the importers, and previews their dry run.
"""

from diff_match_patch import diff_match_patch
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from import_export import resources
from import_export.admin import ExportMixin, ImportExportMixin
from import_export.formats.base_formats import CSV

from spaces import export
from spaces.importers.csv_own import unguarded
from spaces.importers.run import RESERVED
from spaces.models import City, Source, Space


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

    def export_field(self, field, instance, **kwargs):
        return export.guarded(super().export_field(field, instance, **kwargs))

    def before_import_row(self, row, **kwargs) -> None:
        for column, value in row.items():
            row[column] = unguarded(value) if isinstance(value, str) else value

    def get_diff_class(self):
        return PlainDiff


class SourceResource(GuardedResource):
    class Meta:
        model = Source
        fields = ("key", "name", "url", "licence", "attribution")
        import_id_fields = ("key",)
        skip_unchanged = report_skipped = clean_model_instances = True

    def before_import_row(self, row, **kwargs) -> None:
        super().before_import_row(row, **kwargs)
        if row.get("key") in RESERVED:
            raise ValidationError(_("This source is the site's own."))


class CityResource(GuardedResource):
    class Meta:
        model = City
        fields = ("country", "name", "slug", "latitude", "longitude", "timezone", "population", "geonameid")


class SpaceResource(resources.ModelResource):
    """The rows of `export_spaces`, which `import_spaces` and the page "Import spaces" read."""

    class Meta:
        model = Space
        fields = ()

    def iter_queryset(self, queryset):
        return export.for_rows(queryset)

    def get_export_headers(self, selected_fields=None) -> list[str]:
        return list(export.COLUMNS)

    def export_resource(self, instance, selected_fields=None, **kwargs) -> list[str]:
        return list(export.row(instance).values())
