"""Events, out of events.json: each with the word of every source on the facts that it supports."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from coworking.i18n.normalize import normalize_name
from spaces.demo.loader import find_city, read, store_source
from spaces.demo.places import spaces_by_id
from spaces.directory.models import Space
from spaces.events.models import Event, EventStatement
from spaces.geography.gazetteer import CityFinder
from spaces.geography.models import City

COLUMNS = (
    "title", "kind", "series", "start", "end", "venue", "website", "organiser", "attendance", "description",
    "doubts",
)  # fmt: skip


@transaction.atomic
def load_events() -> int:
    """Store the events that are not there yet; returns their number."""
    records = {_uid(record): record for record in read("events.json")}
    known = set(Event.objects.filter(uid__in=records).values_list("uid", flat=True))
    new = {uid: record for uid, record in records.items() if uid not in known}
    if new:
        finder, places = CityFinder(), spaces_by_id()
        for uid, record in new.items():
            _store(uid, record, find_city(record, finder), places.get(record.get("space", "")))
    return len(new)


def _uid(record: dict[str, Any]) -> uuid.UUID:
    """The same for the same record, wherever it is loaded."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{record['id']}")


def _store(uid: uuid.UUID, record: dict[str, Any], city: City, space: Space | None) -> None:
    columns = {key: record[key] for key in COLUMNS if key in record}
    first = record["sources"][0]
    event = Event.objects.create(
        uid=uid,
        slug=slugify(normalize_name(record["id"]))[:220],
        city=city,
        space=space,
        source=store_source(first),
        as_of=first["as_of"],
        as_of_basis=first["basis"],
        **columns,
    )
    for said in record["sources"]:
        EventStatement.objects.create(
            event=event,
            source=store_source(said),
            as_of=said["as_of"],
            as_of_basis=said["basis"],
            facts={key: record[key] for key in said["facts"]},
        )
