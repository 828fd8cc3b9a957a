"""Importing an export with everything: a page that is not here is made as it was.

A page that is here is not changed: where it lacks something of the export, or says something else, it is
skipped and reported. Edits come in by the CSV (`edits`).
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coworking.database.writing.exclusive import exclusive
from coworking.database.writing.rehearsal import rehearsal
from coworking.database.writing.short_transactions import short_transaction
from coworking.database.writing.spooled import SpooledBatches
from coworking.files.errors import UnreadableFile
from spaces.directory.amenity_rows import change_amenities
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Amenity, Space, SpaceName, SpaceSlug
from spaces.directory.vocabulary import fixed_vocabulary
from spaces.geography.gazetteer import CityFinder
from spaces.geography.models import City
from spaces.history.models import HistoryEvent
from spaces.importers.own_export.documents import Document, document_of, with_everything
from spaces.importers.own_export.reading import DAMAGED, read_documents
from spaces.importers.report import SpaceReport
from spaces.importers.runs.progress import EXCLUSIVE
from spaces.photos.models import Photo
from spaces.pricing.models import Plan
from spaces.provenance.models import Source, Statement
from spaces.provenance.own_sources import refers_by_space
from spaces.search_index.derived_columns import refresh

BATCH = 25  # some ten milliseconds each
ELSEWHERE = "elsewhere:"  # before the key of a member's source: here that number is another member's


def restore_spaces(path: Path, *, dry_run: bool = False) -> SpaceReport:
    """Import a file, in short transactions beside which others write; a dry run stores nothing.

    Nothing is written before the whole file was read: raises UnreadableFile when any part of it cannot be.
    Raises Occupied while another import runs. What an error stops is completed by the same call again.
    """
    report = SpaceReport()
    documents = SpooledBatches(read_documents(path), BATCH)
    with fixed_vocabulary(), rehearsal() if dry_run else exclusive(EXCLUSIVE):
        restorer = Restorer(report)
        for batch in documents:
            with short_transaction():
                restorer.store(batch)
        restorer.finish()
    return report


class Restorer:
    """Stores documents; `report` counts what became of them."""

    def __init__(self, report: SpaceReport) -> None:
        self.report = report
        self._sources: dict[tuple[str, str, str], Source] = {}
        self._amenities = set(Amenity.objects.values_list("key", flat=True))
        self._links: list[tuple[type[Space] | type[HistoryEvent], str, int, str]] = []
        self._cities: set[int] = set()

    def store(self, batch: Sequence[Document]) -> None:
        """Store the documents of a batch."""
        try:
            slugs = [str(document["id"]) for document in batch]
            known = {space.slug: space for space in with_everything(Space.objects.filter(slug__in=slugs))}
            former = set(SpaceSlug.objects.filter(slug__in=slugs).values_list("slug", flat=True))
            made = []
            for slug, document in zip(slugs, batch, strict=True):
                if slug in known:
                    self._compare(known[slug], document)
                elif slug in former:
                    self._skip(slug, _("a page that was renamed or merged has this id"))
                elif "name" not in document["columns"]:
                    self._skip(slug, _("its name is under another licence: import the whole zip"))
                else:
                    made.append(self._make(document))
                    self.report.add("created")
        except DAMAGED as error:
            message = _("a space is not as export_spaces writes it: %(why)s")
            raise UnreadableFile(message % {"why": repr(error)[:200]}) from error
        refresh(made)

    def finish(self) -> None:
        """Link successors, which may come later in the file, and count the spaces of cities."""
        for model, field, pk, slug in self._links:
            other = Space.objects.filter(slug=slug).first()
            if other:
                model._default_manager.filter(pk=pk).update(**{field: other})
            else:
                self.report.note(slug, _("the space that follows another one is not here"))
        refresh_city_counts(self._cities)

    def _skip(self, slug: str, reason: str) -> None:
        self.report.add("skipped", slug, reason)

    def _compare(self, space: Space, document: Document) -> None:
        """Count a page that is here: as unchanged if it has all of the document."""
        missing = sorted(_missing(document, document_of(space)))
        if missing:
            message = _("this page is here, and differs in: %(parts)s. Edits come in by the CSV.")
            self._skip(space.slug, message % {"parts": ", ".join(missing)})
        else:
            self.report.add("unchanged")

    def _make(self, document: Document) -> Space:
        city = self._city(document["city"])
        space = Space.objects.create(slug=document["id"], city=city, **document["columns"])
        self._cities.add(city.pk)
        Space.objects.filter(pk=space.pk).update(created_at=dt.datetime.fromisoformat(document["created_at"]))
        sources = document["sources"]
        self._make_statements(space, document, sources)
        Plan.objects.bulk_create(
            Plan(
                space=space,
                source=self._source(price["source"], sources),
                amount=Decimal(price["amount"]),
                amount_max=None if price["amount_max"] is None else Decimal(price["amount_max"]),
                **_without(price, "source", "amount", "amount_max"),
            )
            for price in document["prices"]
        )
        for event in document["history"]:
            source = self._source(event["source"], sources)
            row = HistoryEvent.objects.create(
                space=space, source=source, **_without(event, "source", "other")
            )
            if event["other"]:
                self._links.append((HistoryEvent, "other", row.pk, event["other"]))
        if document["successor"]:
            self._links.append((Space, "successor", space.pk, document["successor"]))
        SpaceName.objects.bulk_create(SpaceName(space=space, **name) for name in document["names"])
        self._make_slugs(space, document["former_slugs"])
        unknown = sorted(document["amenities"].keys() - self._amenities)
        if unknown:
            message = _("not among the amenities of this site: %(keys)s")
            self.report.note(space.slug, message % {"keys": ", ".join(unknown)})
        change_amenities(space, document["amenities"])
        self._make_photos(space, document["photos"])
        return space

    def _make_statements(self, space: Space, document: Document, sources: Document) -> None:
        for row in document["statements"]:
            source = self._source(row["source"], sources)
            replaced_at = dt.datetime.fromisoformat(row["replaced_at"]) if row["replaced_at"] else None
            ref = f"{space.pk}:{row['ref']}" if refers_by_space(source.key) else row["ref"]
            statement = Statement.objects.create(
                space=space,
                source=source,
                ref=ref,
                replaced_at=replaced_at,
                **_without(row, "source", "ref", "recorded_at", "replaced_at"),
            )
            recorded_at = dt.datetime.fromisoformat(row["recorded_at"])
            Statement.objects.filter(pk=statement.pk).update(recorded_at=recorded_at)

    def _make_slugs(self, space: Space, slugs: list[str]) -> None:
        for slug in slugs:
            if Space.objects.filter(slug=slug).exists() or SpaceSlug.objects.filter(slug=slug).exists():
                self.report.note(
                    space.slug, _("the former URL %(slug)s leads to another page here") % {"slug": slug}
                )
            else:
                SpaceSlug.objects.create(space=space, slug=slug)

    def _make_photos(self, space: Space, photos: list[Document]) -> None:
        """Make the rows of photos whose files are here; the others are reported."""
        here = [photo for photo in photos if default_storage.exists(photo["image"])]
        Photo.objects.bulk_create(Photo(space=space, **photo) for photo in here)
        count = len(photos) - len(here)
        if count:
            message = ngettext(
                "%(count)s photo is not among the files of this site",
                "%(count)s photos are not among the files of this site",
                count,
            )
            self.report.note(space.slug, message % {"count": count})

    @cached_property
    def _finder(self) -> CityFinder:
        return CityFinder()

    def _city(self, place: Document) -> City:
        cities = City.objects.select_related("country")
        here = cities.filter(country=place["country"], slug=place["slug"]).first()
        found = here or self._finder.find(
            place["country"], place["name"], place["latitude"], place["longitude"]
        )
        if found is None:
            raise UnreadableFile(_("there is no city %(name)s here") % {"name": place["name"]})
        return found

    def _source(self, key: str, sources: Document) -> Source:
        """The source of that key and licence, made when it is new."""
        values: dict[str, Any] = sources[key]
        known = (key, values["name"], values["licence"])
        if known not in self._sources:
            self._sources[known] = _find_or_make_source(key, values)
        return self._sources[known]


def _find_or_make_source(key: str, values: dict[str, Any]) -> Source:
    found: Source | None = Source.objects.filter(key=key).first()
    is_member = key.startswith("member:")
    if found and found.licence == values["licence"] and (found.name == values["name"] or not is_member):
        return found
    if is_member:
        key = ELSEWHERE + key
    elif found:  # its licence is another one here: that of the facts that come in stays theirs
        key = f"{key[:300]}@{slugify(values['licence'])[:80] or 'no-licence'}"
    return Source.objects.get_or_create(key=key, defaults=values)[0]


def _without(values: Document, *names: str) -> Document:
    return {key: value for key, value in values.items() if key not in names}


def _missing(wanted: Document, here: Document) -> set[str]:
    """The parts of a document of which the other lacks something."""
    missing = set()
    for key, value in wanted.items():
        if isinstance(value, dict):
            missing |= {key} if any(here[key].get(name) != one for name, one in value.items()) else set()
        elif isinstance(value, list):
            missing |= {key} if any(one not in here[key] for one in value) else set()
        elif value and here.get(key) != value:
            missing.add(key)
    return missing
