"""Loading the events of events.json, with a statement of every source on the facts that it supports."""

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from coworking.i18n.normalize import normalize_name
from spaces.demo.records import (
    Row,
    find_city,
    get_source,
    provenance,
    read_records,
    spaces_by_record_id,
)
from spaces.directory.models import Space
from spaces.events.models import Event, EventStatement
from spaces.geography.gazetteer import CityFinder
from spaces.geography.models import City

COLUMNS = (
    "title", "kind", "series", "start", "end", "venue", "website", "organiser", "attendance", "description",
    "doubts",
)  # fmt: skip


def demo_events() -> QuerySet[Event]:
    """The events of the file."""
    return Event.objects.filter(uid__in=[_uid(record) for record in read_records("events.json")])


@transaction.atomic
def load_events() -> int:
    """Load the events that are missing; returns their number."""
    records = {_uid(record): record for record in read_records("events.json")}
    known = set(Event.objects.filter(uid__in=records).values_list("uid", flat=True))
    new = {uid: record for uid, record in records.items() if uid not in known}
    if new:
        finder, spaces = CityFinder(), spaces_by_record_id()
        for uid, record in new.items():
            _load(uid, record, find_city(record, finder), spaces.get(record.get("space", "")))
    return len(new)


def _uid(record: Row) -> uuid.UUID:
    """The same for the same record in every database."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{record['id']}")


def _load(uid: uuid.UUID, record: Row, city: City, space: Space | None) -> None:
    first = record["sources"][0]
    event = Event.objects.create(
        uid=uid,
        slug=slugify(normalize_name(record["id"]))[:220],
        city=city,
        space=space,
        **provenance(get_source(first), first),
        **{key: record[key] for key in COLUMNS if key in record},
    )
    for row in record["sources"]:
        facts = {key: record[key] for key in row["facts"]}
        EventStatement.objects.create(event=event, facts=facts, **provenance(get_source(row), row))
