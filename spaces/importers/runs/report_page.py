"""The report of an import as a page shows it: in the preview, with an import, with a reading of a feed."""

from collections.abc import Mapping
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from spaces.directory.models import Space
from spaces.geography.models import country_name
from spaces.importers.report import NewCity
from spaces.importers.tables.columns import PRICES
from spaces.pricing.models import Unit, What

SHOWN_PROBLEMS = 200
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


def counts_in_words(counts: Mapping[str, int]) -> str:
    """The counts of a report in one line."""
    read = counts.get("read", 0)
    text = ngettext("%(count)s record read", "%(count)s records read", read) % {"count": intcomma(read)}
    outcomes = ", ".join(
        f"{intcomma(counts[outcome])} {label}"
        for outcome, label in OUTCOME_LABELS.items()
        if counts.get(outcome)
    )
    return f"{text}: {outcomes}" if outcomes else text


def report_context(counts: Mapping[str, int], report: Mapping[str, Any]) -> dict[str, Any]:
    """What the template `spaces/importers/_report.html` needs of a stored report and its counts."""
    rows = report.get("rows", [])
    facts = dict.fromkeys(column for row in rows for column in row["facts"])
    problems = report.get("problems", [])
    count = report.get("problem_count", len(problems))
    return {
        "read": counts.get("read", 0),
        "has_ids": report.get("has_ids", True),
        "counts": [(label, counts.get(outcome, 0)) for outcome, label in OUTCOME_LABELS.items()],
        "fact_labels": [column_label(column) for column in facts],
        "rows": [
            (
                row["ref"],
                ROW_OUTCOME_LABELS.get(row["outcome"], row["outcome"]),
                [row["facts"].get(key, "") for key in facts],
            )
            for row in rows
        ],
        "new_cities": [str(NewCity(**city)) for city in report.get("new_cities", [])],
        "new_countries": [
            country_name(code, get_language() or "en") for code in report.get("new_countries", [])
        ],
        "values": [(column_label(column), sample) for column, sample in report.get("values", {}).items()],
        "duplicates": report.get("duplicates"),
        "closings": report.get("closings"),
        "missing": report.get("missing"),
        "problems": problems[:SHOWN_PROBLEMS],
        "more_problems": max(0, count - SHOWN_PROBLEMS),
    }


def report_as_html(counts: Mapping[str, int], report: Mapping[str, Any]) -> SafeString:
    """A stored report, for a read-only field of the admin."""
    return render_to_string("spaces/importers/_report.html", report_context(counts, report))
