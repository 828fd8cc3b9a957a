"""Programmes, their calls and their awards, out of programmes.json, with the words of all sources."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from spaces.demo.loader import read, store_source
from spaces.demo.places import spaces_by_id
from spaces.directory.models import Space
from spaces.programmes.models import Award, Call, CallDocument, Label, Programme, ProgrammeFact
from spaces.provenance.models import Source

COLUMNS = ("name", "kind", "region", "funder", "operator", "website", "description", "doubts")
AMOUNTS = ("amount", "number", "grant_min", "grant_max", "cap_per_year")


@transaction.atomic
def load_programmes() -> int:
    """Store the programmes that are not there yet; returns their number."""
    records = [(slugify(record["id"])[:200], record) for record in read("programmes.json")]
    known = set(Programme.objects.values_list("slug", flat=True))
    new = [(slug, record) for slug, record in records if slug not in known]
    places = spaces_by_id()
    for slug, record in new:
        _Record(record).store(slug, places)
    return len(new)


class _Record:
    """One programme of the file, with the rows of its sources."""

    def __init__(self, record: dict[str, Any]):
        self.record = record
        self.said = record["sources"]
        self.sources: list[Source] = [store_source(said) for said in self.said]

    def store(self, slug: str, places: dict[str, Space]) -> None:
        record = self.record
        columns = {key: record[key] for key in COLUMNS if key in record}
        programme = Programme.objects.create(
            slug=slug, country_id=record["country"], **columns, **self.told(record["source"])
        )
        for fact in record.get("facts", ()):
            ProgrammeFact.objects.create(programme=programme, **self.fields(fact))
        for call in record.get("calls", ()):
            self.store_call(programme, call)
        labels = {
            label["slug"]: Label.objects.create(programme=programme, **label)
            for label in record.get("labels", ())
        }
        for award in record.get("awards", ()):
            self.store_award(programme, award, labels, places)

    def told(self, number: int) -> dict[str, Any]:
        """Who says so, and since when."""
        said = self.said[number]
        return {"source": self.sources[number], "as_of": said["as_of"], "as_of_basis": said["basis"]}

    def fields(self, row: dict[str, Any]) -> dict[str, Any]:
        """The columns of a row, with its source in place of the number."""
        plain = {
            key: Decimal(value) if key in AMOUNTS else value
            for key, value in row.items()
            if key not in ("source", "others", "documents")
        }
        return plain | self.told(row["source"])

    def store_call(self, programme: Programme, row: dict[str, Any]) -> None:
        call = Call.objects.create(programme=programme, **self.fields(row))
        for other in row.get("others", ()):
            Call.objects.create(programme=programme, name=call.name, same_as=call, **self.fields(other))
        CallDocument.objects.bulk_create(CallDocument(call=call, **one) for one in row.get("documents", ()))

    def store_award(
        self, programme: Programme, row: dict[str, Any], labels: dict[str, Label], places: dict[str, Space]
    ) -> None:
        whom = {
            "space": places.get(row.get("space", "")),
            "project": row.get("project", ""),
            "place": row.get("place", ""),
            "label": labels.get(row.get("label", "")),
        }
        award = Award.objects.create(programme=programme, **self.fields(row) | whom)
        for other in row.get("others", ()):
            Award.objects.create(programme=programme, same_as=award, **self.fields(other) | whom)
