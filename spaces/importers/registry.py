"""The registry of import formats: to add one, write its module in `formats/` and list it here.

The command import_spaces, the admin's import page and the test of docs/importing.md read this list.
"""

from pathlib import Path

from django.utils.translation import gettext as _

from coworking.files.errors import UnreadableFile
from spaces.importers.files import read_start
from spaces.importers.formats import geojson, openstreetmap, own_csv, tierslieux
from spaces.importers.formats.base import ImportFormat
from spaces.importers.own_export.reading import is_own_export

AUTO = "auto"
# A file is of the first format that recognises it, so the most specific come first.
FORMATS: tuple[ImportFormat, ...] = (
    tierslieux.FORMAT,
    openstreetmap.FORMAT,
    geojson.FORMAT,
    own_csv.FORMAT,
)

# Columns of the other tables of an export. As tables of spaces, their rows would become spaces.
_OF_PRICES = {"space", "what", "unit", "amount", "is_current"}
_OF_SOURCES = {"source", "name", "url", "licence", "attribution"}


def detect_format(path: Path, requested: str = AUTO) -> ImportFormat:
    """The format of a file. Raises UnreadableFile when there is none, or when it is not the requested one."""
    if is_own_export(path):
        message = _("this is an export with everything: manage.py import_spaces imports it, without --source")
        raise UnreadableFile(message)
    start = read_start(path)
    if start.columns >= _OF_PRICES or start.columns == _OF_SOURCES:
        message = _("this file of an export has no spaces: import its spaces.csv, or the whole zip")
        raise UnreadableFile(message)
    found = next((one for one in FORMATS if one.recognises(start)), None)
    if found and requested in (AUTO, found.key):
        return found
    if requested == AUTO:
        raise UnreadableFile(_("the file does not look like CSV or JSON that this command knows"))
    raise UnreadableFile(_("the file does not look like the format %(format)s") % {"format": requested})
