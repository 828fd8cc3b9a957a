"""Tables as CSV, by django-import-export: spaces and cities go out, sources also come in, with a preview.

Spaces do not come in this way. That library writes columns; a space is told by sources, each word of them
kept with its date, linked to what is there, and never set above a manager's: `spaces.staff.import_page` takes
files to the importers, and previews their dry run.
"""

from import_export import resources

from spaces.directory.models import Space
from spaces.exports import csv
from spaces.importers.formats import own_csv


class SpaceResource(resources.ModelResource):
    """The rows of `export_spaces`, which `import_spaces` and the page "Import spaces" read."""

    class Meta:
        model = Space
        fields = ()

    def iter_queryset(self, queryset):
        return csv.for_rows(queryset)

    def get_export_headers(self, selected_fields=None) -> list[str]:
        return list(own_csv.COLUMNS)

    def export_resource(self, instance, selected_fields=None, **kwargs) -> list[str]:
        return list(csv.row(instance).values())
