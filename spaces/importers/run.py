"""One way in: from a file to the database, or to a report of what would happen."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coworking.files.errors import UnreadableFile
from spaces.importers.reading import DEFAULTS, detect, records
from spaces.importers.report import Report
from spaces.importers.store import Store, batches
from spaces.provenance.models import Source
from spaces.provenance.own_sources import RESERVED_KEYS


@dataclass(frozen=True)
class Told:
    """What the person who imports says of the file. `as_of` is a partial date, or empty."""

    source: str
    format: str = "auto"
    licence: str = ""
    url: str = ""
    as_of: str = ""

    @property
    def key(self) -> str:
        return slugify(self.source) or "import"


def run(
    path: Path, told: Told, *, dry_run: bool = False, progress: Callable[[int], object] = lambda count: None
) -> Report:
    """Store the whole file, or nothing of it; a dry run stores nothing.

    `progress` hears of each batch. Raises UnreadableFile when nothing can be read.
    """
    result = Report()
    found = detect(path, told.format)
    with transaction.atomic():
        store = Store(source_of(told, found), result, told.as_of)
        for batch in batches(records(path, found)):
            store.take(batch)
            progress(len(batch))
        store.finish()
        transaction.set_rollback(dry_run)
    return result


def source_of(told: Told, format: str) -> Source:
    """The source of that name, made when it is new. Raises UnreadableFile where it is the site's own."""
    if told.key in RESERVED_KEYS:
        said = _("no file speaks for the source “%(source)s”: choose another name")
        raise UnreadableFile(said % {"source": told.source})
    licence, attribution = DEFAULTS.get(format, ("", ""))
    defaults = {
        "name": told.source,
        "url": told.url,
        "licence": told.licence or licence,
        "attribution": attribution,
    }
    return Source.objects.get_or_create(key=told.key, defaults=defaults)[0]
