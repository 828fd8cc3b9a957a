"""Which column of a table is read as which of ours: by its heading, or as a person maps it."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from coworking.fields.currencies import currencies
from coworking.files.errors import UnreadableFile
from coworking.i18n.normalize import normalize_name
from spaces.importers.reading import ColumnsMissing, ColumnUse, Reading
from spaces.importers.tables.columns import ALL_COLUMNS, PRICES
from spaces.importers.tables.headings import column_of
from spaces.importers.values import clean

_CURRENCY = re.compile(r"\b[A-Z]{3}\b")
SHOWN_HEADINGS = 60
LONGEST_HEADING = 60  # characters that are shown of one


def map_columns(headings: Sequence[str], unreadable: dict[str, str], reading: Reading) -> list[str]:
    """The column of ours that each heading is read as, "" for those that are ignored.

    `unreadable` is {heading: why its values cannot be read}. Fills the columns of the reading, and what the
    next file needs of the mapping. Raises UnreadableFile where the mapping names what does not exist, and
    where a column stands twice; ColumnsMissing where nothing could be a space.
    """
    recognised = [("", False) if heading in unreadable else column_of(heading) for heading in headings]
    mapped = _mapped_indexes(headings, reading)
    free = [
        ("", False)
        if index in mapped.values() or column in mapped or reading.mapping.get(column) == ""
        else (column, is_exact)
        for index, (column, is_exact) in enumerate(recognised)
    ]
    owners = mapped | _owners(headings, free)
    columns = [""] * len(headings)
    for column, index in owners.items():
        columns[index] = column
    reading.columns = [
        ColumnUse(heading, column)
        if column
        else ColumnUse(heading, "", unreadable.get(heading) or _reason(meant, owners, headings))
        for heading, column, (meant, _is_exact) in zip(headings, columns, recognised, strict=True)
    ]
    unmapped = {column: headings[index] for column, index in _owners(headings, recognised).items()}
    reading.remembered = {
        column: heading for column, heading in reading.mapping.items() if heading != unmapped.get(column, "")
    }
    _check_enough(set(owners), reading.columns)
    return columns


def _owners(headings: Sequence[str], recognised: Sequence[tuple[str, bool]]) -> dict[str, int]:
    """{column: the index of the heading that it is read from}: its own name, else the first that means it."""
    owners: dict[str, int] = {}
    for wanted in (True, False):
        for index, (column, is_exact) in enumerate(recognised):
            if column and is_exact == wanted:
                owner = owners.setdefault(column, index)
                if owner != index and normalize_name(headings[index]) == normalize_name(headings[owner]):
                    raise _twice(headings[owner])
    return owners


def _twice(heading: str) -> UnreadableFile:
    message = _("the column “%(column)s” stands twice: rename one of the two")
    return UnreadableFile(message % {"column": heading})


def currency_of_heading(heading: str) -> str:
    """The currency that the heading of a price names, as in "Day price (EUR)", or ""."""
    if "€" in heading or {"euro", "euros"} & set(normalize_name(heading).split()):
        return "EUR"
    return next((code for code in _CURRENCY.findall(heading) if code in currencies()), "")


def _mapped_indexes(headings: Sequence[str], reading: Reading) -> dict[str, int]:
    """{column: the index of its heading}, as the mapping has it."""
    written: dict[str, list[int]] = {}
    for index, heading in enumerate(headings):
        written.setdefault(normalize_name(heading) or heading, []).append(index)
    found: dict[str, int] = {}
    for column, heading in reading.mapping.items():
        if column not in ALL_COLUMNS:
            message = _("there is no column “%(column)s” to map to: the columns are %(columns)s")
            raise UnreadableFile(message % {"column": column, "columns": ", ".join(ALL_COLUMNS)})
        if not heading:
            continue
        indexes = written.get(normalize_name(heading) or heading, [])
        if len(indexes) > 1:
            raise _twice(heading)
        if not indexes and column in reading.strict:
            message = _("the file has no column “%(heading)s”: its columns are %(headings)s")
            shown = ", ".join(headings[:SHOWN_HEADINGS])
            raise UnreadableFile(message % {"heading": heading, "headings": shown})
        if not indexes:
            message = _("“%(heading)s” was read as %(column)s in an earlier file: this one does not have it")
            reading.notes.append(message % {"heading": heading, "column": column})
        elif indexes[0] in found.values():
            message = _("“%(heading)s” is mapped to two columns: choose one of them")
            raise UnreadableFile(message % {"heading": heading})
        else:
            found[column] = indexes[0]
    return found


def _reason(column: str, owners: dict[str, int], headings: Sequence[str]) -> str:
    """Why a heading that means this column, or none of ours, is ignored."""
    if not column:
        return _("not a known heading")
    if column in owners:
        message = _("%(column)s is already read from “%(heading)s”")
        return message % {"column": column, "heading": headings[owners[column]]}
    return _("the mapping leaves out %(column)s") % {"column": column}


def _check_enough(found: set[str], columns: list[ColumnUse]) -> None:
    """Raise ColumnsMissing unless rows can be spaces, or update those that were imported before."""
    if "id" in found and len(found) > 1:
        return
    if "name" not in found:
        missing = _("the name (name)")
    elif "city" not in found and not {"latitude", "longitude"} <= found:
        missing = _("the place (city and country, or latitude and longitude)")
    else:
        return
    known = ", ".join(clean.text(use.heading)[:LONGEST_HEADING] for use in columns[:SHOWN_HEADINGS])
    message = _("no column has %(missing)s: map one of its columns, which are %(columns)s")
    raise ColumnsMissing(message % {"missing": missing, "columns": known}, columns)


def price_columns(columns: Sequence[str], headings: Sequence[str]) -> dict[str, str]:
    """{column of prices: the currency that its heading names, or ""}, in the order of PRICES."""
    found = dict(zip(columns, headings, strict=True))
    return {column: currency_of_heading(found[column]) for column in PRICES if column in found}


def label_blank_headings(headings: Sequence[str]) -> list[str]:
    """The headings, with a label for each that is empty."""
    label = _("column %(number)s, without a heading")
    return [heading or label % {"number": number} for number, heading in enumerate(headings, start=1)]
