"""Opening a table of any sort: CSV, XLSX, or a list of JSON objects."""

from collections.abc import Collection
from pathlib import Path

from coworking.i18n.normalize import normalize_name
from spaces.importers.files import read_start
from spaces.importers.tables.csv_file import read_csv
from spaces.importers.tables.headings import column_of
from spaces.importers.tables.json_table import read_objects
from spaces.importers.tables.table import Table
from spaces.importers.tables.workbook import read_workbook


def open_table(path: Path, mapped: Collection[str]) -> Table:
    """The table of a file; `mapped` are headings that a person mapped. Raises UnreadableFile."""
    start = read_start(path)
    if start.is_workbook:
        names = {normalize_name(heading) for heading in mapped if heading}
        return read_workbook(path, lambda text: bool(column_of(text)[0]) or normalize_name(text) in names)
    return read_objects(path) if start.is_json else read_csv(path)
