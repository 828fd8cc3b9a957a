"""Loading the programmes of programmes.json, with their calls, awards and labels out of all sources."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from spaces.demo.records import Row, get_source, provenance, read_records, spaces_by_record_id
from spaces.directory.models import Space
from spaces.programmes.models import Award, Call, CallDocument, Label, Programme, ProgrammeFact

COLUMNS = ("name", "kind", "region", "funder", "operator", "website", "description", "doubts")
AMOUNTS = ("amount", "number", "grant_min", "grant_max", "cap_per_year")


def demo_programmes() -> QuerySet[Programme]:
    """The programmes of the file."""
    return Programme.objects.filter(slug__in=[_slug(record) for record in read_records("programmes.json")])


def _slug(record: Row) -> str:
    return str(slugify(record["id"])[:200])


@transaction.atomic
def load_programmes() -> int:
    """Load the programmes that are missing; returns their number."""
    records = [(_slug(record), record) for record in read_records("programmes.json")]
    known = set(Programme.objects.values_list("slug", flat=True))
    new = [(slug, record) for slug, record in records if slug not in known]
    spaces = spaces_by_record_id()
    for slug, record in new:
        _ProgrammeLoader(record, spaces).load(slug)
    return len(new)


class _ProgrammeLoader:
    """Loads one record of the file. Its rows name their source by its index in the record's sources."""

    def __init__(self, record: Row, spaces: dict[str, Space]):
        self.record = record
        self.spaces = spaces
        self.provenance = [provenance(get_source(row), row) for row in record["sources"]]

    def load(self, slug: str) -> None:
        record = self.record
        columns = {key: record[key] for key in COLUMNS if key in record}
        programme = Programme.objects.create(
            slug=slug, country_id=record["country"], **columns, **self.provenance[record["source"]]
        )
        for fact in record.get("facts", ()):
            ProgrammeFact.objects.create(programme=programme, **self.fields(fact))
        for call in record.get("calls", ()):
            self.load_call(programme, call)
        labels = {
            label["slug"]: Label.objects.create(programme=programme, **label)
            for label in record.get("labels", ())
        }
        for award in record.get("awards", ()):
            self.load_award(programme, award, labels)

    def fields(self, row: Row) -> dict[str, Any]:
        """The columns of a row, with its provenance in place of the index of its source."""
        columns = {
            key: Decimal(value) if key in AMOUNTS else value
            for key, value in row.items()
            if key not in ("source", "others", "documents")
        }
        return columns | self.provenance[row["source"]]

    def load_call(self, programme: Programme, row: Row) -> None:
        call = Call.objects.create(programme=programme, **self.fields(row))
        for other in row.get("others", ()):
            Call.objects.create(programme=programme, name=call.name, same_as=call, **self.fields(other))
        CallDocument.objects.bulk_create(CallDocument(call=call, **one) for one in row.get("documents", ()))

    def load_award(self, programme: Programme, row: Row, labels: dict[str, Label]) -> None:
        winner = {
            "space": self.spaces.get(row.get("space", "")),
            "project": row.get("project", ""),
            "place": row.get("place", ""),
            "label": labels.get(row.get("label", "")),
        }
        award = Award.objects.create(programme=programme, **self.fields(row) | winner)
        for other in row.get("others", ()):
            Award.objects.create(programme=programme, same_as=award, **self.fields(other) | winner)
