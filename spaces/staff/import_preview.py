"""The select boxes of the import page, by which the columns of a file are mapped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from spaces.importers.reading import ColumnUse
from spaces.importers.runs.report_page import column_label
from spaces.importers.tables.columns import ALL_COLUMNS, PRICES

MAX_BOXES = 150  # columns that can be mapped in the page; a box has some seventy choices


@dataclass(frozen=True)
class ColumnBox:
    """One column of the file: `name` is that of its select box, `column` what it is read as."""

    name: str
    heading: str
    column: str
    reason: str


class DoubleMapping(ValueError):
    """Two columns of a file were mapped to one of ours. The message says which."""


def column_boxes(columns: Sequence[ColumnUse], chosen: Mapping[str, str] | None = None) -> list[ColumnBox]:
    """The boxes of a file's columns, as they were read or, after an error, as they were chosen."""
    boxes = (
        ColumnBox(f"column-{number}", use.heading, use.column, use.reason)
        for number, use in enumerate(columns)
    )
    return [
        ColumnBox(box.name, box.heading, chosen.get(box.name, box.column), "") if chosen else box
        for box in boxes
    ]


def mapping_of(columns: Sequence[ColumnUse], chosen: Mapping[str, str]) -> dict[str, str] | None:
    """{column: heading, or "" for none}, as it was chosen in the boxes; None where nothing was changed.

    Raises DoubleMapping.
    """
    boxes = column_boxes(columns)
    if all(chosen.get(box.name, box.column) == box.column for box in boxes):
        return None
    mapping = {box.column: "" for box in boxes if box.column}
    for box in boxes:
        column = chosen.get(box.name, box.column)
        if column not in ALL_COLUMNS:
            continue
        if mapping.get(column):
            message = _("“%(one)s” and “%(other)s” cannot both be read as %(column)s.")
            names = {"one": mapping[column], "other": box.heading, "column": column_label(column)}
            raise DoubleMapping(message % names)
        mapping[column] = box.heading
    return mapping


def column_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """(group, [(column, label)]) of the choices of a box."""
    plain = [(column, column_label(column)) for column in ALL_COLUMNS if column not in PRICES]
    return [(_("Facts"), plain), (_("Prices"), [(column, column_label(column)) for column in PRICES])]
