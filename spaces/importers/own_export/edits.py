"""Rows of our own export that come back: only what was edited in them is imported.

A row whose id is the slug of a page is compared with the row that would be exported now. What differs is
what the file states of the page, under the reference "page:<slug>": an edit. Both rows are read by the same
reader, so a spreadsheet that writes 33 for 33.00 edits nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from spaces.directory.models import Space, SpaceSlug
from spaces.importers.formats.own_csv import parse_exported
from spaces.importers.own_export.rows import csv_row, with_row_details
from spaces.importers.record import PriceFact, SpaceRecord
from spaces.importers.store.match import current_statements
from spaces.importers.tables.columns import COLUMNS, FACTS, FLAT_PRICES, PRICES
from spaces.importers.values.notes import ValueNote
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis, Source

PAGE = "page:"  # how the reference of an edit begins
POSITION = ("latitude", "longitude")
# What a page always has: an empty cell cannot erase it. The others are no facts.
NEVER_UNKNOWN = {"name", "kind", "city", "country", "status"}
NO_FACTS = {"id", "currency", "as_of"}


def find_edits(source: Source, records: Sequence[SpaceRecord]) -> None:
    """Reduce those of the records that are rows of our own export to what was edited in them.

    They get their `page`. A row with an id that the source itself uses stays as it is.
    """
    rows = [record for record in records if record.is_exported_row and record.ref and not record.problem]
    if not rows:
        return
    known = current_statements(source, rows)
    pages = _pages({record.ref for record in rows} - known.keys())
    prices = _current_prices([page for page in pages.values() if page])
    for record in rows:
        page = pages.get(record.ref)
        if page and page.merged_into_id:
            record.problem = _("this page was merged into another one")
        elif page:
            _reduce(record, page, prices[page.pk])


def _pages(slugs: set[str]) -> dict[str, Space]:
    """{slug: the space that has it, or had it}"""
    found = {space.slug: space for space in with_row_details(Space.objects.filter(slug__in=slugs))}
    former = dict(SpaceSlug.objects.filter(slug__in=slugs - found.keys()).values_list("slug", "space_id"))
    renamed = with_row_details(Space.objects.all()).in_bulk(former.values())
    return found | {slug: renamed[pk] for slug, pk in former.items()}


def _current_prices(pages: Sequence[Space]) -> dict[int, list[Plan]]:
    found: dict[int, list[Plan]] = defaultdict(list)
    for plan in Plan.objects.filter(space__in=pages, is_current=True):
        found[plan.space_id].append(plan)
    return found


def _reduce(record: SpaceRecord, page: Space, plans: list[Plan]) -> None:
    """Leave of a record what differs from the page."""
    now = parse_exported(dict(zip(COLUMNS, csv_row(page), strict=True)))
    record.page, record.ref, record.problem_if_new = page, f"{PAGE}{page.slug}", ""
    record.place = {**now.facts, **record.facts}
    emptied = set(record.columns.emptied) if record.columns else set()
    record.columns = None
    record.notes = [note for note in record.notes if note not in now.notes]
    facts = {key: value for key, value in record.facts.items() if value != now.facts.get(key)}
    if facts.keys() & set(POSITION):
        facts |= {key: record.facts[key] for key in POSITION}
    facts |= _emptied_facts(record, now, emptied)
    amenities = _edited_amenities(record, now, emptied)
    if amenities:
        facts["amenities"] = amenities
    else:
        facts.pop("amenities", None)
    record.facts = facts
    record.prices = [
        price
        for price in record.prices
        if price not in now.prices and (price.kind in FLAT_PRICES or not _is_stated(price, plans))
    ]
    prices_now = {price.kind for price in now.prices}
    record.ended_prices = {
        PRICES[column] for column in emptied if column in PRICES and PRICES[column] in prices_now
    }
    record.as_of = record.as_of if record.as_of > page.confirmed_on else timezone.localdate().isoformat()
    record.basis = Basis.DATASET


def _emptied_facts(record: SpaceRecord, now: SpaceRecord, emptied: set[str]) -> dict[str, Any]:
    """The facts whose cell was emptied, as "": the page does not have them any more."""
    facts: dict[str, Any] = {}
    for column in sorted(emptied - NO_FACTS - PRICES.keys() - {"amenities"}):
        names = [name for name in FACTS.get(column, (column,)) if name in now.facts]
        if column in NEVER_UNKNOWN:
            if names:
                record.notes.append(ValueNote(column, _("an empty cell cannot erase this: it stays")))
        else:
            facts |= {name: "" for name in names if name not in NEVER_UNKNOWN and name not in record.facts}
    return facts


def _edited_amenities(record: SpaceRecord, now: SpaceRecord, emptied: set[str]) -> dict[str, str]:
    """{amenity: the text of its value, "" where the cell does not name it any more}"""
    before, after = now.facts.get("amenities", {}), record.facts.get("amenities", {})
    if not after and "amenities" not in emptied:
        return {}
    changed = {key: text for key, text in after.items() if text != before.get(key)}
    return changed | dict.fromkeys(before.keys() - after.keys(), "")


def _is_stated(price: PriceFact, plans: list[Plan]) -> bool:
    """Whether a current price of the page says the same."""
    return any(
        (plan.what, plan.unit, plan.quantity, f"{plan.amount:.2f}", plan.currency)
        == (*price.kind, price.amount, price.currency)
        for plan in plans
    )
