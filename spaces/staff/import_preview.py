"""What the import page shows of a dry run, and the mapping of columns that it takes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spaces.directory.models import Space
from spaces.geography.models import country_name
from spaces.importers.reading import ColumnUse
from spaces.importers.report import SpaceReport
from spaces.importers.tables.columns import ALL_COLUMNS, PRICES
from spaces.pricing.models import Unit, What

SHOWN_PROBLEMS = 200
MAX_BOXES = 150  # columns that can be mapped in the page; a box has some seventy choices
OUTCOME_LABELS = {
    "created": gettext_lazy("new spaces"),
    "updated": gettext_lazy("changed, or linked to a space that is there"),
    "unchanged": gettext_lazy("unchanged"),
    "skipped": gettext_lazy("skipped"),
    "failed": gettext_lazy("failed"),
}
ROW_OUTCOME_LABELS = {
    "created": gettext_lazy("new"),
    "updated": gettext_lazy("changed or linked"),
    "unchanged": gettext_lazy("unchanged"),
    "skipped": gettext_lazy("skipped"),
}
OTHER_LABELS: dict[str, "str | Promise"] = {
    "id": gettext_lazy("id in the source"),
    "city": gettext_lazy("city"),
    "country": gettext_lazy("country"),
    "amenities": gettext_lazy("amenities"),
    "currency": gettext_lazy("currency of its prices"),
    "as_of": gettext_lazy("as of"),
    "licence": gettext_lazy("licence"),
    "hours_as_of": gettext_lazy("date of the opening hours"),
    "listed_on": gettext_lazy("in the data on this day, last check unknown"),
    "source_url": gettext_lazy("page at the source"),
}
FIELDS = {field.name: field for field in Space._meta.fields}


@dataclass(frozen=True)
class ColumnBox:
    """One column of the file: `name` is that of its select box, `column` what it is read as."""

    name: str
    heading: str
    column: str
    reason: str


class DoubleMapping(ValueError):
    """Two columns of a file were mapped to one of ours. The message says which."""


def column_label(column: str) -> str:
    """A column of ours for a person: its label, and the name that docs and files use."""
    if column in PRICES:
        kind = PRICES[column]
        unit = Unit(kind.unit).label if kind.quantity == 1 else _("pass of %(n)s days") % {"n": kind.quantity}
        label = _("price of %(what)s, %(unit)s") % {"what": What(kind.what).label, "unit": unit}
    elif column in OTHER_LABELS:
        label = str(OTHER_LABELS[column])
    elif column in FIELDS:
        label = str(FIELDS[column].verbose_name)
    else:
        return column
    return capfirst(label)


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


def preview_context(report: SpaceReport, language: str) -> dict[str, Any]:
    """What the template needs of a report."""
    facts = dict.fromkeys(column for row in report.rows for column in row.facts)
    return {
        "read": report.read,
        "has_ids": report.has_ids,
        "counts": [(label, report.counts[outcome]) for outcome, label in OUTCOME_LABELS.items()],
        "fact_labels": [column_label(column) for column in facts],
        "rows": [
            (
                row.ref,
                ROW_OUTCOME_LABELS.get(row.outcome, row.outcome),
                [row.facts.get(key, "") for key in facts],
            )
            for row in report.rows
        ],
        "new_cities": list(map(str, report.new_cities)),
        "new_countries": [country_name(code, language) for code in report.new_countries],
        "values": [(column_label(column), sample) for column, sample in report.values.items()],
        "duplicates": report.duplicates,
        "closings": report.closings,
        "problems": list(islice(report.problems, SHOWN_PROBLEMS)),
        "more_problems": max(0, len(report.problems) - SHOWN_PROBLEMS),
    }


def column_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """(group, [(column, label)]) of the choices of a box."""
    plain = [(column, column_label(column)) for column in ALL_COLUMNS if column not in PRICES]
    return [(_("Facts"), plain), (_("Prices"), [(column, column_label(column)) for column in PRICES])]
